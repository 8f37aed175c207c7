"""What one load generator measures about itself while a test runs: its CPU, its event loop, its running requests.

A generator without enough CPU sends late, and its own slowness looks like that of the target. These figures distinguish the two.
"""

import functools
import os
import sys
import time
import traceback

import gevent
from gevent import monkey
from gevent.event import Event
from locust.clients import HttpSession
from locust.contrib.fasthttp import FastHttpSession
from shakedown_caller import FOREIGN, in_words
from shakedown_idle import Idle, acting
from shakedown_users import Users

TICK_SECONDS = 0.05
BLOCKED_SECONDS = 2.0
ASK_AGAIN_SECONDS = 1.0


class Generator:
    """The figures of this process since the test began; `report` returns those since the last report."""

    def __init__(self):
        self.running = False
        self.stopping = False
        self.done = False
        self.run = None
        self.started = self.finished = self.aborted = self.under_way = 0
        self.unanswered = {}
        # None until the rate is received, 0 without a rate.
        self.interval = None
        self.next_slot = 0.0
        self.paced = Event()
        self.users = Users()
        self.idle = Idle()
        # All are set by the guard: the users that run in this process, and those that it is asked for; the greenlets of the users; how to ask
        # the master for the rate; the requests that Locust was to record; how to send the last figures.
        self.count_users = lambda: (0, 0)
        self.greenlets = lambda: ()
        self.ask_for_rate = lambda: None
        self.count_recorded = lambda: 0
        self.send = lambda: None
        self.last_tick = time.monotonic()
        self._clear()

    def _clear(self):
        self.late = {}
        self.waiting = self.looks = 0
        self.since = time.monotonic()
        self.cpu = time.process_time()
        self.periods, self.throttled = throttling()

    def begin(self, run, elapsed=0.0):
        """A test begins, `elapsed` seconds after it has begun for its master: all figures start from zero."""
        self.run, self.running, self.stopping, self.done = run, True, False, False
        self.users.begin(elapsed)
        self.idle.begin()
        self.started = self.finished = self.aborted = 0
        self.unanswered = {}
        self._clear()

    def stop(self):
        """The master ends the test. A worker that its script stops earlier goes on measuring: that its users are missing."""
        self.stopping = True
        if self.users.counting:
            self.idle.end(self.users.second(), self.greenlets())
        self.users.end()

    def end(self):
        """The users have stopped: sends the last figures of this test."""
        if self.done:
            return
        self.running, self.done = False, True
        self.users.end()
        self.send()

    def pace(self, per_second):
        """Limits the requests of all users together to a rate; 0 means no limit."""
        self.interval = 1.0 / per_second if per_second else 0.0
        self.next_slot = time.monotonic()
        # Users who wait for a slot of the old rate take one of the new rate: slots of both would be too many.
        self.paced.set()
        self.paced = Event()

    def await_slot(self):
        # Locust may start users before the rate is received. Without it they would load the target as much as they can.
        while self.interval is None:
            if not self.paced.wait(ASK_AGAIN_SECONDS):
                self.ask_for_rate()
        while self.interval:
            # A slot may be taken up to 0.1 s late, so that a short delay does not lower the rate permanently.
            now = time.monotonic()
            slot = max(self.next_slot, now - 0.1)
            self.next_slot = slot + self.interval
            if slot <= now or not self.paced.wait(slot - now):
                return

    def report(self):
        """What happened since the last report."""
        users, asked = self.count_users()
        now, cpu = time.monotonic(), time.process_time()
        periods, throttled = throttling()
        sample = {
            "run": self.run,
            "seconds": now - self.since,
            "cpuSeconds": cpu - self.cpu,
            "cpuLimit": cpu_limit(),
            "periods": periods - self.periods,
            "throttled": throttled - self.throttled,
            "late": self.late,
            "waiting": self.waiting / self.looks if self.looks else 0.0,
            "users": users,
            "asked": asked,
            "presence": self.users.take(),
            "idle": self.idle.take(),
            "standing": self.idle.standing,
            "recorded": self.count_recorded(),
            "started": self.started,
            "finished": self.finished,
            "aborted": self.aborted,
            "unanswered": self.unanswered,
            "done": self.done,
        }
        self._clear()
        return sample

    def tick(self):
        """Wakes twenty times a second and records the delay. Missed ticks count too."""
        due = time.monotonic() + TICK_SECONDS
        while True:
            gevent.sleep(max(0.0, due - time.monotonic()))
            now = self.last_tick = time.monotonic()
            if self.running:
                self.waiting += self.under_way
                self.looks += 1
                if self.users.look(*self.count_users()):
                    self.idle.look(self.users.second(), self.greenlets())
            while due <= now:
                if self.running:
                    late = bucket((now - due) * 1000)
                    self.late[late] = self.late.get(late, 0) + 1
                due += TICK_SECONDS

    def watch_for_blocking(self):
        """Runs in its own thread: reports on standard error where a script blocks the event loop, which cannot report it itself."""
        sleep = monkey.get_original("time", "sleep")
        reported = 0.0
        while True:
            sleep(1.0)
            stopped = time.monotonic() - self.last_tick
            if self.running and stopped > BLOCKED_SECONDS and self.last_tick != reported:
                reported = self.last_tick
                os.write(2, f"shakedown: event loop blocked for {stopped:.1f} s {where(MAIN_THREAD)}\n".encode())


def bucket(milliseconds):
    """Two significant digits above 100 ms, as Locust rounds response times: few keys, small reports."""
    if milliseconds < 100:
        return round(milliseconds)
    return int(float(f"{milliseconds:.1e}"))


def where(thread):
    """The innermost frame of a thread that belongs to the script, not to the standard library or a package."""
    frame = sys._current_frames().get(thread)
    frames = traceback.extract_stack(frame) if frame else []
    own = [f for f in frames if not f.filename.startswith(FOREIGN)]
    last = (own or frames)[-1:]
    return f"in {in_words(last[0])}" if last else "somewhere"


def _first_readable(name):
    for folder in _cgroup_folders():
        try:
            with open(os.path.join(folder, name)) as file:
                return file.read()
        except OSError:
            continue
    return ""


@functools.cache
def _cgroup_folders():
    """Where this process's CPU cgroup may be: v2 or v1, with or without a cgroup namespace."""
    folders = []
    with open("/proc/self/cgroup") as file:
        for line in file:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if controllers == "":
                folders += [f"/sys/fs/cgroup{path}", "/sys/fs/cgroup"]
            elif "cpu" in controllers.split(","):
                for mount in (controllers, "cpu"):
                    folders += [f"/sys/fs/cgroup/{mount}{path}", f"/sys/fs/cgroup/{mount}"]
    return folders


def cpu_limit():
    """The cores this container may use; None without a limit."""
    quota, period = (_first_readable("cpu.max").split() + ["", ""])[:2]
    if not quota:
        quota, period = _first_readable("cpu.cfs_quota_us").strip(), _first_readable("cpu.cfs_period_us").strip()
    if quota in ("", "max", "-1") or not period:
        return None
    return int(quota) / int(period)


def throttling():
    """The container's scheduler periods so far, and those in which it was throttled."""
    counts = dict(line.split() for line in _first_readable("cpu.stat").splitlines() if len(line.split()) == 2)
    return int(counts.get("nr_periods", 0)), int(counts.get("nr_throttled", 0))


def _counted(request):
    @functools.wraps(request)
    def counted(*args, **kwargs):
        session = args[0] if args else None
        user = acting(getattr(session, "user", None))
        if user is None:
            return made(*args, **kwargs)
        user.begin()
        try:
            return made(*args, **kwargs)
        finally:
            user.end()

    def made(*args, **kwargs):
        if generator.interval != 0.0:
            generator.await_slot()
        since = time.monotonic()
        generator.started += 1
        generator.under_way += 1
        try:
            return request(*args, **kwargs)
        except gevent.GreenletExit:
            generator.aborted += 1
            waited = bucket((time.monotonic() - since) * 1000)
            generator.unanswered[waited] = generator.unanswered.get(waited, 0) + 1
            raise
        finally:
            generator.finished += 1
            generator.under_way -= 1

    return counted


generator = Generator()
MAIN_THREAD = monkey.get_original("threading", "get_ident")()
FastHttpSession.request = _counted(FastHttpSession.request)
HttpSession.request = _counted(HttpSession.request)
