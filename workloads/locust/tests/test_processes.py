import json
import os
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

import entrypoint
from tests.real_locust import LOOPBACK, until
from tests.target_server import Target


def free_ports(count):
    """Free ports."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class MasterAndWorkers(unittest.TestCase):
    """Real processes, started as in a container of the image, except for their ports."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.target = Target(self)
        self.port, self.web = free_ports(2)
        self.processes = []
        self.addCleanup(self.end)

    def run_as(self, mode, **settings):
        environment = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE") if name in os.environ},
            **{"HOME": str(self.folder), "LOCUST_MODE": mode, "TARGET_HOST": self.target.url, **settings},
        }
        with open(self.folder / f"{mode}-{len(self.processes)}.log", "wb") as log:
            command = [sys.executable, entrypoint.__file__]
            self.processes.append(subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log))

    def end(self):
        for process in self.processes:
            process.terminate()
        return [process.wait(20) for process in self.processes]

    def said(self):
        """The logs of the processes, for failed assertions."""
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def ask(self, path, **body):
        request = urllib.request.Request(f"http://{LOOPBACK}:{self.web}/shakedown/{path}")
        if body:
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except OSError:
            return None

    def status(self, holds):
        """Whether the master answers and its answer fulfils a condition."""
        status = self.ask("status")
        return status is not None and holds(status)

    def test_generate_a_load_and_count_each_of_its_requests(self):
        written = self.folder / "account.json"
        ports = {"LOCUST_MASTER_BIND_PORT": str(self.port), "LOCUST_WEB_PORT": str(self.web)}
        hosts = {"LOCUST_MASTER_BIND_HOST": LOOPBACK, "LOCUST_WEB_HOST": LOOPBACK}
        more = {"LOCUST_EXPECT_WORKERS": "2", "LOCUST_STOP_TIMEOUT": "10", "SHAKEDOWN_GUARD_FILE": str(written)}
        self.run_as("master", **ports, **hosts, **more)
        for _ in range(2):
            self.run_as("worker", LOCUST_MASTER=f"{LOOPBACK}:{self.port}", HEADER_X_Test="yes", TARGET_PATHS="/a,/b")
        until(lambda: self.status(lambda seen: seen["connected"] == 2))

        self.assertIsNotNone(self.ask("start", id="r1", users=4, spawnRate=4, seconds=60, rate=40), self.said())
        until(lambda: len(self.target.asked) >= 30)
        self.assertIsNotNone(self.ask("stop", asked=True), self.said())
        until(lambda: self.status(lambda seen: seen["run"]["settled"]))
        self.assertEqual(self.end(), [0, 0, 0], self.said())

        account = json.loads(written.read_text())
        served = len(self.target.asked)
        finished, aborted = (sum(one[key] for one in account["generators"]) for key in ("finished", "aborted"))
        self.assertEqual(account["total"]["num_requests"], finished - aborted, self.said())
        # When Locust stops a user, it may abort a request that has just begun; the target may have seen it or not.
        self.assertIn(served, range(finished - aborted, finished + 1), self.said())
        self.assertEqual([len(account["generators"]), account["lost"], account["run"]["stopReason"]], [2, [], "asked"])
        # Each worker may be a tenth of a second late, and each user has one running request.
        lasted = self.target.moments[-1] - self.target.moments[0]
        self.assertLessEqual(served, 40 * (lasted + 0.1) + 2 + 4, self.said())
        self.assertEqual({request["PATH_INFO"] for request in self.target.asked}, {"/a", "/b"})
        self.assertEqual({request["HTTP_X_TEST"] for request in self.target.asked}, {"yes"})
