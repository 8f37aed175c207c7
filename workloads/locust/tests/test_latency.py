import unittest

from shakedown_latency import PERIODS, Latency, percentile
from shakedown_master import Master
from tests.real_locust import master_for


class OverTime(unittest.TestCase):
    """The response times of the periods of a test."""

    def test_are_those_of_all_workers_in_each_period(self):
        latency = Latency()
        latency.add(1.0, {10: 9, 200: 1})
        latency.add(2.9, {10: 90})
        latency.add(9.0, {500: 2})
        self.assertEqual(latency.periods(), [[0, 10, 10, 100], [9, 500, 500, 2]])

    def test_become_those_of_longer_periods_in_a_long_test(self):
        latency = Latency()
        for second in range(7_200):
            latency.add(second, {10 if second < 3_600 else 20: 1})
        periods = latency.periods()
        self.assertLessEqual(len(periods), PERIODS)
        self.assertEqual(sum(row[3] for row in periods), 7_200)
        # A period in which it changes has both.
        self.assertEqual([row[1] for row in periods], sorted(row[1] for row in periods))
        self.assertEqual({row[1] for row in periods}, {10, 20})
        self.assertEqual({b[0] - a[0] for a, b in zip(periods, periods[1:])}, {96})

    def test_are_none_without_a_request(self):
        latency = Latency()
        latency.add(0, {})
        self.assertEqual(latency.periods(), [])

    def test_have_the_percentiles_of_nearest_rank(self):
        self.assertEqual([percentile({1: 50, 2: 45, 9: 5}, share) for share in (0.5, 0.51, 0.95, 0.951)], [1, 2, 2, 9])


class OfAMaster(unittest.TestCase):
    def test_are_those_of_the_test_that_it_runs(self):
        master = Master(master_for(self))
        master.on_times("r1", {10: 1})
        self.assertEqual(master.account()["latency"], [])
        master.run = {"id": "r1", "startedAt": 0}
        master.on_times("r0", {10: 1})
        self.assertEqual(master.account()["latency"], [])
        master.on_times("r1", {10: 4})
        self.assertEqual([row[1:] for row in master.account()["latency"]], [[10, 10, 4]])
