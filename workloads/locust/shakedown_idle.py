"""Users that are there and load nothing: blocked in `Queue.get()`, in a loop without a request, in a sleep that outlasts the test.

They are no load, although Locust counts them. A user that waits for an answer, or for anything outside of its script (a socket, a package such
as a client for gRPC), is not idle, nor is one in its `wait_time`, unless it only goes from one to the next.
"""

import os
import time
import traceback

import gevent
import locust
from shakedown_caller import LOCUST, in_words, is_script

# A user is idle after this time without a request, in seconds, and after as many of its pauses: some tasks make no request.
QUIET_SECONDS = 10.0
PAUSES = 3
# A user that has made no request at all until the end of the test was idle from this age on, unless it waited in its `wait_time`.
UNUSED_SECONDS = 3.0

GEVENT = f"{os.path.dirname(gevent.__file__)}/"
PACKAGES = f"{os.path.dirname(os.path.dirname(locust.__file__))}/"
# Parts of gevent in which a greenlet waits for something outside of its event loop.
OUTSIDE = ("_socket3", "_socketcommon", "ssl", "select", "os", "subprocess", "pool", "threadpool")
# Parts of Locust that run the tasks of a script; its other parts are clients.
RUNS_TASKS = f"{LOCUST}user/"


class Acting:
    """What one user has done so far."""

    def __init__(self):
        self.started = self.since = time.monotonic()
        self.requests = self.running = 0

    def begin(self):
        """A request begins."""
        self.running += 1

    def end(self):
        """A request has ended."""
        self.running -= 1
        self.act()

    def act(self):
        """A request was made."""
        self.requests += 1
        self.since = time.monotonic()


def acting(user=None):
    """What the user has done whose client is used, or whose greenlet runs, or has spawned the one that runs; None for none."""
    found = getattr(getattr(user, "_greenlet", None), "shakedown_acting", None)
    greenlet = gevent.getcurrent()
    while found is None and greenlet is not None:
        found = getattr(greenlet, "shakedown_acting", None)
        parent = getattr(greenlet, "spawning_greenlet", None)
        greenlet = parent() if parent else None
    return found


class Idle:
    """Counts the idle users of this process in each second of a test."""

    def __init__(self):
        self.begin()

    def begin(self):
        """A test begins."""
        self.rows, self.standing = [], {}

    def look(self, second, greenlets):
        """Records the users that are idle now. Called once a second."""
        now, places = time.monotonic(), []
        for greenlet in greenlets:
            known = getattr(greenlet, "shakedown_acting", None)
            place = known and place_of(greenlet, known, now)
            if place:
                places.append(place)
        if places:
            self.rows.append([second, len(places)])
            self._count(places)

    def end(self, second, greenlets):
        """The test ends: also users that have never made a request were idle, however long the pause that they are in."""
        now, places = time.monotonic(), []
        for greenlet in greenlets:
            known = getattr(greenlet, "shakedown_acting", None)
            if known is None or known.requests or known.running or now - known.started < UNUSED_SECONDS:
                continue
            stand = stand_of(greenlet)
            # Others were counted already.
            if stand and not stand.is_outside and not stand.waits and not is_idle(known, stand, now):
                age = int(now - known.started - UNUSED_SECONDS)
                self.rows += [[past, 1] for past in range(max(0, second - age), second)]
                places.append(stand.place)
        self._count(places)

    def _count(self, places):
        counted = {place: places.count(place) for place in places}
        self.standing = {place: max(counted.get(place, 0), self.standing.get(place, 0)) for place in {*counted, *self.standing}}

    def take(self):
        """The seconds since the last call, each with its idle users."""
        rows, self.rows = self.rows, []
        return rows


def place_of(greenlet, known, now):
    """Where an idle user stands; None for a user that is not idle."""
    if known.running or now - known.since < QUIET_SECONDS:
        return None
    stand = stand_of(greenlet)
    if stand is None:
        return None
    if stand.is_outside:
        known.since = now
        return None
    return stand.place if is_idle(known, stand, now) else None


def is_idle(known, stand, now):
    return now - known.since >= QUIET_SECONDS + PAUSES * stand.pause


class Stand:
    """What a greenlet waits for: `place` is the line of the script, or of Locust, in which it does; `pause` is how long it sleeps there, in seconds;
    `waits` whether that is in its `wait_time`; `is_outside` whether it waits for something outside of the script.
    """

    def __init__(self, frames):
        own = next((frame for frame in frames if not _is_foreign(frame.f_code.co_filename)), frames[-1])
        inside = frames[: frames.index(own)]
        name = own.f_code.co_filename
        runs_tasks = name.startswith(RUNS_TASKS)
        self.waits = runs_tasks and own.f_code.co_name in ("wait", "_sleep")
        self.is_outside = not (runs_tasks or is_script(name)) or any(_is_outside(frame.f_code.co_filename) for frame in inside)
        self.pause = sum(frame.f_locals.get("seconds") or 0.0 for frame in inside if _sleeps(frame))
        self.place = place_in(frames)


def stand_of(greenlet):
    """What a greenlet waits for; None when it does not wait."""
    frame, frames = greenlet.gr_frame, []
    while frame:
        frames.append(frame)
        frame = frame.f_back
    return Stand(frames) if frames else None


def place_in(frames):
    """The innermost line of the script; its task is over when there is none."""
    own = next((frame for frame in frames if is_script(frame.f_code.co_filename)), None)
    if own is None:
        return "between tasks"
    return in_words(traceback.FrameSummary(own.f_code.co_filename, own.f_lineno, own.f_code.co_name, lookup_line=False))


def _is_foreign(file):
    """Whether a file belongs to gevent, to the standard library, or to the guard: what code of the script waits by."""
    if file.startswith(PACKAGES):
        return file.startswith(GEVENT)
    return not is_script(file)


def _is_outside(file):
    return file.startswith(GEVENT) and os.path.basename(file).removesuffix(".py") in OUTSIDE


def _sleeps(frame):
    return frame.f_code.co_name == "sleep" and frame.f_code.co_filename == f"{GEVENT}hub.py"
