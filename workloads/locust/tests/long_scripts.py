"""Scripts of all kinds, run by real processes as in containers of the image: what the account says of their load.

They take a minute or more, so that they are no part of the quick tests; `test_scripts.py` has one of each kind.
"""

import unittest

from tests.platform_processes import Platform, accounts_of
from tests.real_locust import until
from tests.script_texts import IN_TASK, script

# Scripts whose users leave, and the stop code; with an exception that is counted where one is raised.
LEAVING = {
    "StopUser": (IN_TASK % "raise StopUser()", None),
    "killed": (IN_TASK % "self.greenlet.kill()", None),
    "stopped": (IN_TASK % "self.stop()", None),
    "raised-in-on_start": (script("    def on_start(self):\n        raise KeyError('token')\n"), "'token'"),
    "raised-in-init": (script("    def __init__(self, environment):\n        raise KeyError('env')\n"), "'env'"),
    "raised-in-wait_time": (script("    def wait_time(self):\n        raise KeyError('wait')\n"), "'wait'"),
    "stopped-by-a-listener": (script("    pass\n\n@events.request.add_listener\ndef on_request(**_):\n    raise StopUser()\n"), None),
}


class Scripts(unittest.TestCase):
    """Each test runs its scripts at the same time, because most of the time is spent waiting."""

    def test_users_that_leave_are_missing_and_end_the_test(self):
        accounts = accounts_of(self, {name: text for name, (text, _) in LEAVING.items()}, seconds=120)
        for name, account in accounts.items():
            with self.subTest(name):
                # The test may end in the second in which they leave.
                *_, (_, _, ran, asked) = account["presence"]
                self.assertLess(ran, asked)
                self.assertEqual(account["run"]["stopCode"], "users-left")
                raised = LEAVING[name][1]
                self.assertEqual(raised in [row["message"] for row in account["exceptions"]], raised is not None)

    def test_users_that_stay_are_there_from_the_first_second_to_the_last(self):
        scripts = {
            "plain": script("    pass\n"),
            "slow-on_start": script("    def on_start(self):\n        gevent.sleep(2)\n"),
            "several-classes": script("    weight = 3\n\nclass Other(Base):\n    fixed_count = 1\n"),
        }
        for name, account in accounts_of(self, scripts, seconds=6, spawnRate=2).items():
            with self.subTest(name):
                self.assertEqual([row for row in account["presence"] if row[2] < row[3]], [])
                self.assertEqual(max(row[2] for row in account["presence"]), 4)
                self.assertEqual((account["run"]["stopCode"], account["exceptions"]), ("time-over", []))

    def test_a_script_that_ends_the_test_is_named_and_the_figures_are_complete(self):
        ends = "\n\n@events.init.add_listener\ndef on_init(environment, **_):\n    if isinstance(environment.runner, MasterRunner):\n        %s\n"
        checker = "\n\ndef check(runner):\n    while runner.stats.total.num_requests < 4:\n        gevent.sleep(0.1)\n    runner.%s()\n"
        listener = "environment.events.worker_report.add_listener(lambda **_: environment.runner.stats.total.num_requests and environment.runner.%s())"
        scripts = {
            "quit": script("    pass\n") + checker % "quit" + ends % "gevent.spawn(check, environment.runner)",
            "stop": script("    pass\n") + checker % "stop" + ends % "gevent.spawn(check, environment.runner)",
            "quit-later": script("    pass\n") + ends % "quit = environment.runner.quit; environment.events.test_start.add_listener(lambda **_: gevent.spawn_later(2, quit))",
            "quit-in-a-listener": script("    pass\n") + ends % (listener % "quit"),
            "stop-in-a-listener": script("    pass\n") + ends % (listener % "stop"),
        }
        for name, account in accounts_of(self, scripts, seconds=120).items():
            with self.subTest(name):
                self.assertEqual(account["run"]["stopCode"], "script", account["run"])
                self.assertRegex(account["run"]["stopReason"], r"^the script ended it in load\.py:\d+ ")
                self.assertTrue(account["run"]["settled"])
                self.assertEqual(account["lost"], [])

    def test_a_worker_that_its_script_stops_is_without_users_and_the_line_is_named(self):
        text = IN_TASK % "gevent.spawn(self.environment.runner.stop)"
        account = accounts_of(self, {"stop": text}, seconds=120)["stop"]
        *_, (_, _, ran, asked) = account["presence"]
        self.assertLess(ran, asked)
        self.assertRegex(account["run"]["stopReason"], r"^the script ended its worker in load\.py:\d+ leave\(\)$")

    def test_users_that_load_nothing_are_idle_and_named_by_their_line(self):
        scripts = {
            "queue": "        if next(turn):\n            Queue().get()\n",
            "poll": "        while next(turn):\n            gevent.sleep(0.5)\n",
            "sleep": "        if next(turn):\n            gevent.sleep(3600)\n",
        }
        texts = {name: script(f"    def on_start(self):\n{body}") for name, body in scripts.items()}
        for name, account in accounts_of(self, texts, seconds=20).items():
            with self.subTest(name):
                self.assertEqual(account["idle"][-1][2], 3)
                ((place, most),) = account["generators"][0]["standing"].items()
                self.assertRegex(place, r"^load\.py:\d+ on_start\(\)$")
                self.assertEqual((most, account["run"]["stopCode"]), (3, "time-over"))

    def test_users_that_wait_as_they_are_meant_to_are_not_idle(self):
        held = "\n\nheld = Event()\n\n@events.spawning_complete.add_listener\ndef release(**_):\n    held.set()\n"
        scripts = {
            "wait_time": script("    wait_time = constant(90)\n"),
            "pause": script("    wait_time = constant(0)\n\n    @task\n    def think(self):\n        self.visit()\n        gevent.sleep(13)\n"),
            "barrier": script("    def on_start(self):\n        held.wait()\n") + held,
        }
        for name, account in accounts_of(self, scripts, seconds=20, users=3, spawnRate=1).items():
            with self.subTest(name):
                self.assertEqual(account["idle"], [])

    def test_other_clients_keep_the_rate(self):
        body = "    @task\n    def ask(self):\n        requests.get(self.host)\n        self.environment.events.request.fire(request_type='R', name='/', response_time=1, response_length=1)\n"
        (account,) = accounts_of(self, {"requests": "import requests\n" + script(body, base="User")}, seconds=12, rate=5).values()
        self.assertIn(account["total"]["num_requests"], range(50, 5 * 13 + 4))

    def test_the_script_judges_its_load_in_a_listener_of_quitting(self):
        quitting = "\n\n@events.quitting.add_listener\ndef judge(environment, **_):\n    environment.process_exit_code = 3\n"
        (account,) = accounts_of(self, {"judges": script("    pass\n") + quitting}, seconds=4).values()
        self.assertEqual((account["exitCode"], account["run"]["stopCode"]), (3, "time-over"))

    def test_workers_that_quit_when_the_test_stops_have_sent_their_figures(self):
        quits = "\n\n@events.test_stop.add_listener\ndef leave(environment, **_):\n    environment.runner.quit()\n"
        (account,) = accounts_of(self, {"quits": script("    pass\n") + quits}, seconds=4).values()
        self.assertEqual((account["lost"], account["recorded"]), ([], account["total"]["num_requests"]))

    def test_load_shapes_end_as_planned_or_say_why_not(self):
        shape = "\n\nclass Steps(LoadTestShape):\n    def tick(self):\n        now = self.get_run_time()\n        %s\n"
        scripts = {
            "over": script("    pass\n") + shape % "return (2, 2) if now < 2 else (4, 4) if now < 5 else None",
            "cut": script("    pass\n") + shape % "return (4, 4)",
            "raised": script("    pass\n") + shape % "return (4, 4) if now < 3 else 1 / 0",
        }
        accounts = accounts_of(self, scripts, seconds=9)
        codes = {name: account["run"]["stopCode"] for name, account in accounts.items()}
        self.assertEqual(codes, {"over": "shape-over", "cut": "shape-cut", "raised": "script"})
        self.assertEqual([row for row in accounts["over"]["presence"] if row[2] < row[3]], [])
        self.assertEqual([row["message"] for row in accounts["raised"]["exceptions"]], ["division by zero"])

    def test_a_shape_that_is_over_at_once_does_not_start(self):
        platform = Platform(self, script("    pass\n\nclass Never(LoadTestShape):\n    def tick(self):\n        return None\n"))
        platform.start(seconds=60)
        until(lambda: platform.ask("status")["notStarted"])
        self.assertEqual(platform.ask("status")["notStarted"], {"id": "r1", "why": "the load shape was over at once"})
