"""Time for tests: it passes only when every greenlet waits for it, so that what happens when is exact on any machine."""

import heapq
import itertools
from types import SimpleNamespace
from unittest import mock

import gevent
import shakedown_generator
from gevent.event import AsyncResult


class VirtualTime:
    """Stands in for the clock, the sleep and the events of gevent."""

    def __init__(self):
        self.now = 1000.0
        self.cpu = 0.0
        self._alarms = []
        self._number = itertools.count()

    def monotonic(self):
        return self.now

    def process_time(self):
        return self.cpu

    def sleep(self, seconds):
        self.event().wait(seconds)

    def event(self):
        return VirtualEvent(self)

    def alarm(self, seconds, woken):
        heapq.heappush(self._alarms, (self.now + seconds, next(self._number), woken))

    def let_pass(self, seconds):
        """Everything that is due within that time happens, in its order."""
        end = self.now + seconds
        gevent.idle()
        while self._alarms and self._alarms[0][0] <= end:
            due, _, woken = heapq.heappop(self._alarms)
            self.now = max(self.now, due)
            if not woken.ready():
                woken.set(False)
            gevent.idle()
        self.now = end


class VirtualEvent:
    """An event of gevent, as far as the generator uses it."""

    def __init__(self, time):
        self._time = time
        self._set = False
        self._waiting = []

    def wait(self, seconds):
        if self._set:
            return True
        woken = AsyncResult()
        self._waiting.append(woken)
        self._time.alarm(seconds, woken)
        return woken.get()

    def set(self):
        self._set = True
        for woken in self._waiting:
            if not woken.ready():
                woken.set(True)


def in_virtual_time(test):
    """Lets the generators of one test live in virtual time."""
    time = VirtualTime()
    test.enterContext(mock.patch.object(shakedown_generator, "time", time))
    test.enterContext(mock.patch.object(shakedown_generator, "Event", time.event))
    test.enterContext(mock.patch.object(shakedown_generator, "gevent", SimpleNamespace(sleep=time.sleep)))
    return time
