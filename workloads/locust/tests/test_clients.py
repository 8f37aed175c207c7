import unittest
from unittest import mock

import gevent
import shakedown_clients
import shakedown_generator
from locust import FastHttpUser
from shakedown_generator import Generator
from shakedown_idle import Acting
from tests.real_locust import environment_for
from tests.target_server import Target
from tests.virtual_time import in_virtual_time


class OtherClients(unittest.TestCase):
    """Users whose requests only their script reports."""

    def setUp(self):
        self.time = in_virtual_time(self)
        self.environment = environment_for(self)
        self.environment.create_local_runner()
        self.generator = Generator()
        shakedown_clients.follow(self.environment.events, self.generator)
        self.users = []
        self.addCleanup(lambda: gevent.killall(self.users))

    def report(self):
        self.environment.events.request.fire(request_type="grpc", name="Buy", response_time=1, response_length=0)

    def users_who_report(self, count, by=None):
        """Starts users who report one request after the other, by themselves or by another greenlet."""

        def run():
            while True:
                by(self.report) if by else self.report()

        for _ in range(count):
            user = gevent.Greenlet(run)
            user.shakedown_acting = Acting()
            user.start()
            self.users.append(user)

    def made_within(self, seconds):
        before = self.environment.stats.total.num_requests
        self.time.let_pass(seconds)
        return self.environment.stats.total.num_requests - before

    def test_keep_the_rate_from_their_second_request_on(self):
        self.generator.pace(10)
        self.users_who_report(5)
        # Four have to wait for their slots after their first request.
        self.assertEqual([self.made_within(seconds) for seconds in (0.05, 1, 1)], [6, 10, 10])

    def test_keep_it_when_greenlets_of_theirs_report(self):
        self.generator.pace(10)
        self.users_who_report(1, by=lambda report: gevent.spawn(report).join())
        self.assertEqual([self.made_within(seconds) for seconds in (0.05, 1)], [2, 10])

    def test_wait_until_the_rate_is_received(self):
        self.users_who_report(3)
        self.assertEqual(self.made_within(5), 3)

    def test_wait_for_nothing_without_a_rate_or_outside_of_a_user(self):
        self.generator.pace(1)
        for _ in range(20):
            self.report()
        self.assertEqual(self.environment.stats.total.num_requests, 20)
        self.generator.pace(0)
        user = gevent.Greenlet(lambda: [self.report() for _ in range(20)])
        user.shakedown_acting = Acting()
        user.start()
        user.join(1)
        self.assertEqual(self.environment.stats.total.num_requests, 40)


class LocustsOwn(unittest.TestCase):
    def test_wait_only_once_for_each_request(self):
        target = Target(self)
        environment = environment_for(self)
        environment.create_local_runner()
        environment.host = target.url
        waits = []
        generator = Generator()
        generator.pace(10)
        generator.await_slot = lambda: waits.append(1)
        self.enterContext(mock.patch.object(shakedown_generator, "generator", generator))
        shakedown_clients.follow(environment.events, generator)

        class Visitor(FastHttpUser):
            host = target.url

        user = Visitor(environment)
        asking = gevent.Greenlet(lambda: user.client.get("/"))
        asking.shakedown_acting = known = Acting()
        asking.start()
        asking.join(10)
        self.assertEqual((len(waits), len(target.asked), known.running), (1, 1, 0))
        self.assertGreater(known.requests, 0)
