import threading
import time
import unittest
from unittest import mock

import gevent
import shakedown_idle
from gevent import monkey, socket
from gevent.event import Event
from gevent.queue import Queue
from locust import User, constant
from shakedown_idle import Acting, Idle, acting, stand_of
from tests.real_locust import LOOPBACK, environment_for
from tests.target_server import Target


class Standing(unittest.TestCase):
    """What a greenlet waits for, in words."""

    def stand(self, wait):
        greenlet = gevent.spawn(wait)
        self.addCleanup(greenlet.kill)
        gevent.sleep(0.02)
        return stand_of(greenlet)

    def test_in_the_script_with_its_line(self):
        for name, wait in {
            "queue": lambda: Queue().get(),
            "event": lambda: Event().wait(),
            "thread": lambda: threading.Event().wait(),
            "join": lambda: gevent.joinall([gevent.spawn(gevent.sleep, 9)]),
        }.items():
            with self.subTest(name):
                stand = self.stand(wait)
                self.assertEqual((stand.pause, stand.waits, stand.is_outside), (0, False, False))
                self.assertRegex(stand.place, r"^test_idle\.py:\d+ <lambda>\(\)$")

    def test_in_a_sleep_of_a_known_length(self):
        self.assertEqual(self.stand(lambda: gevent.sleep(9)).pause, 9)
        self.assertEqual(self.stand(lambda: time.sleep(9)).pause, 9)

    def test_outside_of_it(self):
        target = Target(self)
        port = int(target.url.rsplit(":", 1)[1])
        with socket.create_connection((LOOPBACK, port)) as end:
            self.assertTrue(self.stand(lambda: end.recv(1)).is_outside)
        pool = gevent.get_hub().threadpool
        self.assertTrue(self.stand(lambda: pool.apply(monkey.get_original("time", "sleep"), (0.1,))).is_outside)


class Counting(unittest.TestCase):
    def setUp(self):
        self.now = 100.0
        self.enterContext(mock.patch.object(shakedown_idle.time, "monotonic", lambda: self.now))
        self.enterContext(mock.patch.object(User, "start", User.start))
        self.idle = Idle()

    def user(self, does):
        """A greenlet of a user that does so."""

        def run():
            does(known)

        greenlet = gevent.Greenlet(run)
        known = greenlet.shakedown_acting = Acting()
        greenlet.start()
        self.addCleanup(greenlet.kill)
        gevent.sleep(0)
        return greenlet

    def counted(self, greenlets, *moments):
        """The idle users at each of the moments, in seconds."""
        for moment in moments:
            self.now = 100.0 + moment
            self.idle.look(moment, greenlets)
        return self.idle.take()

    def test_counts_users_that_are_blocked_in_the_script(self):
        users = [self.user(lambda _: Event().wait()) for _ in range(2)]
        self.assertEqual(self.counted(users, 9, 10, 11), [[10, 2], [11, 2]])
        ((place, most),) = self.idle.standing.items()
        self.assertRegex(place, r"^test_idle\.py:\d+ <lambda>\(\)$")
        self.assertEqual(most, 2)

    def test_counts_no_user_during_a_request_or_shortly_after(self):
        def ask(known):
            known.begin()
            gevent.sleep(0)
            known.end()
            Event().wait()

        user = self.user(ask)
        self.assertEqual(self.counted([user], 30), [])
        gevent.sleep(0)
        self.assertEqual(self.counted([user], 39, 40), [[40, 1]])

    def test_lets_each_user_pause_as_long_as_its_pauses_are(self):
        user = self.user(lambda _: gevent.sleep(60))
        self.assertEqual(self.counted([user], 60, 189, 190), [[190, 1]])

    def test_counts_users_in_a_loop_of_short_pauses(self):
        def poll(_):
            while True:
                gevent.sleep(1)

        self.assertEqual(self.counted([self.user(poll)], 12, 13), [[13, 1]])

    def test_counts_users_that_were_never_used_when_the_test_ends(self):
        users = [self.user(lambda _: gevent.sleep(3_600)) for _ in range(2)]
        self.assertEqual(self.counted(users, 20), [])
        self.idle.end(20, users)
        self.assertEqual(self.idle.take(), [[second, 1] for second in range(3, 20)] * 2)
        self.assertEqual(list(self.idle.standing.values()), [2])

    def test_knows_the_user_of_a_request_in_another_greenlet(self):
        found = []

        def ask(known):
            gevent.spawn(lambda: found.append(acting() is known)).join()

        self.user(ask)
        gevent.sleep(0.01)
        self.assertEqual(found, [True])
        self.assertIsNone(acting())


class OfRealUsers(unittest.TestCase):
    def waiting(self, **body):
        environment = environment_for(self)
        environment.create_local_runner()
        user = type("Visitor", (User,), {"abstract": False, **body})(environment)
        greenlet = user.start(environment.runner.user_greenlets)
        gevent.sleep(0.05)
        return stand_of(greenlet)

    def test_know_when_they_wait_in_their_wait_time(self):
        stand = self.waiting(wait_time=constant(90), tasks=[lambda user: None])
        self.assertEqual((stand.waits, stand.is_outside, stand.pause, stand.place), (True, False, 90, "between tasks"))

    def test_know_it_also_in_a_hook_of_the_script(self):
        stand = self.waiting(on_start=lambda self: self.wait(), wait_time=constant(90), tasks=[lambda user: None])
        self.assertEqual((stand.waits, stand.pause), (True, 90))
