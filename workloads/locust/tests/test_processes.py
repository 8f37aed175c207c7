import json
import socket
import tempfile
import unittest
from pathlib import Path

from tests.platform_processes import Platform
from tests.real_locust import until


class Waiting(unittest.TestCase):
    def test_ends_in_time_for_a_master_that_takes_connections_and_never_answers(self):
        silent = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        platform = Platform.__new__(Platform)
        platform.web = silent.getsockname()[1]
        with self.assertRaisesRegex(AssertionError, "not within 0.2 s"):
            until(lambda: platform.status(lambda seen: True), within=0.2)


class MasterAndWorkers(unittest.TestCase):
    def test_generate_a_load_and_count_each_of_its_requests(self):
        written = Path(self.enterContext(tempfile.TemporaryDirectory())) / "account.json"
        more = {"SHAKEDOWN_GUARD_FILE": str(written), "HEADER_X_Test": "yes", "TARGET_PATHS": "/a,/b"}
        platform = Platform(self, workers=2, **more)
        target = platform.target
        platform.start(rate=40)
        until(lambda: len(target.asked) >= 30)
        self.assertIsNotNone(platform.ask("stop", asked=True), platform.said())
        until(lambda: platform.status(lambda seen: seen["run"]["settled"]))
        self.assertEqual(platform.end(), [0, 0, 0], platform.said())

        account = json.loads(written.read_text())
        served = len(target.asked)
        finished, aborted = (sum(one[key] for one in account["generators"]) for key in ("finished", "aborted"))
        self.assertEqual(account["total"]["num_requests"], finished - aborted, platform.said())
        self.assertEqual(sum(requests for *_, requests in account["latency"]), finished - aborted, platform.said())
        # When Locust stops a user, it may abort a request that has just begun; the target may have seen it or not.
        self.assertIn(served, range(finished - aborted, finished + 1), platform.said())
        self.assertEqual([len(account["generators"]), account["lost"], account["run"]["stopReason"]], [2, [], "asked"])
        # Each worker may be a tenth of a second late, and each user has one running request.
        lasted = target.moments[-1] - target.moments[0]
        self.assertLessEqual(served, 40 * (lasted + 0.1) + 2 + 4, platform.said())
        self.assertEqual({request["PATH_INFO"] for request in target.asked}, {"/a", "/b"})
        self.assertEqual({request["HTTP_X_TEST"] for request in target.asked}, {"yes"})

    def test_a_worker_whose_script_is_not_ready_when_it_connects_keeps_the_rate(self):
        script = """
import os, gevent
from locust import FastHttpUser, events, task

@events.init.add_listener
def prepare(**_):
    gevent.sleep(float(os.environ.get("TAKES", 0)))

class Eager(FastHttpUser):
    @task
    def ask(self):
        self.client.get("/")
"""
        platform = Platform(self, script)
        platform.start(rate=20)
        platform.ask("expect", workers=2)
        # Longer than the master needs to tell all connected workers their rate.
        platform.add_worker(TAKES="2")
        until(lambda: platform.status(lambda seen: seen["connected"] == 2 and all(w["users"] for w in seen["workers"])))
        before = len(platform.target.asked)
        until(lambda: platform.status(lambda seen: len(seen["workers"]) == 2 and len(platform.target.asked) >= before + 100))
        platform.ask("stop", asked=True)
        account = platform.account()
        rates = account["total"]["num_reqs_per_sec"]
        self.assertLessEqual(max(rates.values()), 30, platform.said())
        self.assertEqual(len(account["generators"]), 2)

    def test_a_test_ends_when_the_workers_with_its_users_have_been_replaced(self):
        platform = Platform(self, workers=2)
        platform.start(seconds=300)
        until(lambda: platform.status(lambda seen: seen["state"] == "running" and seen["users"] == 4))
        # Locust may give the users of the first to the second, but none to one that connects later.
        first, second = platform.processes[1:]
        first.terminate()
        first.wait(20)
        until(lambda: platform.status(lambda seen: seen["connected"] == 1))
        platform.add_worker()
        platform.connected()
        second.terminate()
        account = platform.account()
        self.assertEqual(account["run"]["stopCode"], "users-left", platform.said())
        self.assertEqual(len(account["lost"]), 2)
