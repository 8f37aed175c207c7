import unittest
from unittest import mock

import shakedown_users
from shakedown_users import Presence, Users


class Counting(unittest.TestCase):
    """The users of one generator in each second of a test."""

    def setUp(self):
        self.now = 100.0
        self.enterContext(mock.patch.object(shakedown_users.time, "monotonic", lambda: self.now))
        self.users = Users()

    def look(self, *looks):
        """Looks four times a second."""
        for running, asked in looks:
            self.users.look(running, asked)
            self.now += 0.25

    def test_takes_the_mean_of_each_complete_second(self):
        self.users.begin(0)
        self.look(*[(4, 4)] * 4, (4, 4), (4, 4), (0, 4), (0, 4), (0, 4))
        self.assertEqual(self.users.take(), [[0, 4, 4], [1, 2, 4]])
        self.assertEqual(self.users.take(), [])

    def test_counts_from_the_beginning_of_the_test_for_a_worker_that_comes_late(self):
        self.users.begin(7.5)
        self.look(*[(1, 1)] * 3)
        self.assertEqual(self.users.take(), [[7, 1, 1]])

    def test_ends_when_the_master_ends_the_test(self):
        self.look((1, 1))
        self.users.begin(0)
        self.look((1, 1))
        self.users.end()
        self.look((0, 1))
        self.assertEqual(self.users.take(), [[0, 1, 1]])


class Adding(unittest.TestCase):
    def test_adds_up_generators_and_joins_seconds_that_are_alike(self):
        presence = Presence()
        presence.add([[0, 1, 2], [1, 2, 2], [2, 2, 2], [4, 2, 2]])
        presence.add([[1, 3, 3], [2, 3, 3], [3, 0, 3.003]])
        self.assertEqual(presence.periods(), [[0, 1, 1, 2], [1, 3, 5, 5], [3, 4, 0, 3], [4, 5, 2, 2]])
