"""Time for tests: it passes only when all greenlets wait for it, so that the times of events are exact on any machine."""

import heapq
import itertools
from types import SimpleNamespace
from unittest import mock

import gevent
import shakedown_generator
from gevent.event import AsyncResult


class VirtualTime:
    """Replaces the clock, the sleep and the events of gevent."""

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
        """Lets that time pass: everything that is due in it happens, in its order."""
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
    """An event of gevent, with the parts that the generator uses."""

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
    """Makes the generators of one test use virtual time."""
    time = VirtualTime()
    test.enterContext(mock.patch.object(shakedown_generator, "time", time))
    test.enterContext(mock.patch.object(shakedown_generator, "Event", time.event))
    test.enterContext(mock.patch.object(shakedown_generator, "gevent", SimpleNamespace(sleep=time.sleep)))
    return time
