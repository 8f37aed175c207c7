"""The users of one load generator while a test runs: those that run, and those that its master has asked it for.

A user that its script ends (StopUser, an exception in `on_start`, a killed greenlet …) is not replaced by Locust, which goes on with fewer users.
"""

import time


class Users:
    """Counts the users of this process in each second of a test: `take` returns the seconds since the last call."""

    def __init__(self):
        self.counting = False
        self._zero = 0.0
        self._seconds = []
        self._clear(None)

    def _clear(self, second):
        self._second, self._looks, self._running, self._asked = second, 0, 0, 0

    def begin(self, elapsed):
        """A test begins for this process, `elapsed` seconds after it has begun for its master."""
        self.counting = True
        self._zero = time.monotonic() - elapsed
        self._seconds = []
        self._clear(None)

    def end(self):
        """The master ends the test: users that leave from now on have to."""
        self.counting = False
        self._close()

    def look(self, running, asked):
        """Records the users that run now, and those that the master asks for. Called several times a second. Returns whether a second begins."""
        if not self.counting:
            return False
        second, begins = self.second(), False
        if second != self._second:
            self._close()
            self._clear(second)
            begins = True
        self._looks += 1
        self._running += running
        self._asked += asked
        return begins

    def second(self):
        """The second of the test that it is now."""
        return int(time.monotonic() - self._zero)

    def take(self):
        """The complete seconds since the last call: each with the mean of the users that ran, and of those asked for."""
        seconds, self._seconds = self._seconds, []
        return seconds

    def _close(self):
        if self._looks:
            self._seconds.append([self._second, self._running / self._looks, self._asked / self._looks])
        self._clear(None)


def asked_of(runner):
    """How many users a worker, or a process that is master and worker, is asked for now; the target of a ramp-up is no such number."""
    node = getattr(runner, "_local_worker_node", None)
    return node.user_count if node else runner.target_user_count


class Presence:
    """The users of all generators together, second by second of a test."""

    def __init__(self):
        self._seconds = {}

    def add(self, seconds):
        """Adds the counts of a generator: for each second one or several."""
        for second, *counts in seconds:
            row = self._seconds.setdefault(second, [0.0] * len(counts))
            self._seconds[second] = [known + count for known, count in zip(row, counts)]

    def periods(self):
        """From second, to second, and the counts; neighbouring seconds with the same counts are one period."""
        periods = []
        for second in sorted(self._seconds):
            counts = [round(count, 2) for count in self._seconds[second]]
            if periods and periods[-1][1:] == [second, *counts]:
                periods[-1][1] = second + 1
            else:
                periods.append([second, second + 1, *counts])
        return periods
