"""A master and its workers as real processes, started as in containers of the image, except for their ports."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import entrypoint
from tests.real_locust import LOOPBACK, until
from tests.target_server import Target

ORDER = {"id": "r1", "users": 4, "spawnRate": 4, "seconds": 60, "rate": 0}


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def end_with_parent():
    """Lets this process end when the one that has started it ends, however it does."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_ports(count):
    """Free ports."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Platform:
    """One platform for one test, which ends its processes.

    script    text of a locustfile; without it users request the paths in TARGET_PATHS
    settings  variables of master and workers
    """

    def __init__(self, test, script=None, workers=1, **settings):
        self.folder = Path(test.enterContext(tempfile.TemporaryDirectory()))
        self.target = Target(test)
        self.port, self.web = free_ports(2)
        self.processes = []
        self.script = {}
        test.addCleanup(self.end)
        if script is not None:
            (self.folder / "load.py").write_text(script)
            self.script = {"LOCUST_SCRIPT": str(self.folder / "load.py")}
        self._run_as(
            "master",
            LOCUST_MASTER_BIND_PORT=str(self.port),
            LOCUST_WEB_PORT=str(self.web),
            LOCUST_MASTER_BIND_HOST=LOOPBACK,
            LOCUST_WEB_HOST=LOOPBACK,
            LOCUST_EXPECT_WORKERS=str(workers),
            LOCUST_STOP_TIMEOUT="10",
            **self.script,
            **settings,
        )
        for _ in range(workers):
            self.add_worker(**settings)

    def add_worker(self, **settings):
        """Starts a worker."""
        self._run_as("worker", LOCUST_MASTER=f"{LOOPBACK}:{self.port}", **self.script, **settings)

    def _run_as(self, mode, **settings):
        environment = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE") if name in os.environ},
            **{"HOME": str(self.folder), "LOCUST_MODE": mode, "TARGET_HOST": self.target.url, **settings},
        }
        with open(self.folder / f"{mode}-{len(self.processes)}.log", "wb") as log:
            command = [sys.executable, entrypoint.__file__]
            # Whoever ends the tests before they are over must not leave a platform behind.
            start = {"env": environment, "cwd": self.folder, "stdout": log, "stderr": log, "preexec_fn": end_with_parent}
            self.processes.append(subprocess.Popen(command, **start))

    def end(self):
        """Ends all processes. Returns their exit codes."""
        for process in self.processes:
            process.terminate()
        return [process.wait(20) for process in self.processes]

    def said(self):
        """The logs of the processes, for failed assertions."""
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def ask(self, path, **body):
        """The master's answer; None when it does not answer, or refuses."""
        request = urllib.request.Request(f"http://{LOOPBACK}:{self.web}/shakedown/{path}")
        if body:
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except OSError:
            return None

    def page(self, path):
        """A page of the dashboard."""
        with urllib.request.urlopen(f"http://{LOOPBACK}:{self.web}{path}") as answer:
            return answer.read().decode()

    def status(self, holds):
        """Whether the master answers and its answer fulfils a condition."""
        status = self.ask("status")
        return status is not None and holds(status)

    def connected(self):
        """Waits until all workers are connected."""
        until(lambda: self.status(lambda seen: seen["connected"] == seen["expected"]))

    def start(self, **different):
        """Starts a load of four users, with differences."""
        self.connected()
        if self.ask("start", **{**ORDER, **different}) is None:
            raise AssertionError(self.said())

    def account(self):
        """The account of the load, when it is over and all figures are in."""
        until(lambda: self.status(lambda seen: seen["run"] and seen["run"]["settled"]))
        return self.ask("account")


def accounts_of(test, scripts, **order):
    """The accounts of a load of four users by each of the scripts, when it is over. They run at the same time, because they mostly wait."""
    platforms = {name: Platform(test, text) for name, text in scripts.items()}
    for platform in platforms.values():
        platform.start(**order)
    return {name: platform.account() for name, platform in platforms.items()}
