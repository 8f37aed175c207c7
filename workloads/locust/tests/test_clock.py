import time
import unittest
from unittest import mock

from locust.stats import RequestStats
from shakedown_clock import MasterClock


def report():
    """A worker's report of two requests, one of them failed, in Locust's format."""
    stats = RequestStats()
    with mock.patch.object(time, "time", lambda: 1_000.5):
        stats.log_request("GET", "/", 12, 100)
    with mock.patch.object(time, "time", lambda: 1_001.5):
        stats.log_request("GET", "/", 12, 100)
        stats.log_error("GET", "/", OSError())
        return {"stats": stats.serialize_stats(), "stats_total": stats.total.get_stripped_report()}


class TheMastersClock(unittest.TestCase):
    def clock(self, ahead):
        clock = MasterClock()
        with mock.patch.object(time, "time", lambda: 5_000.0):
            clock.set_by(5_000.0 + ahead)
        return clock

    def test_converts_the_seconds_of_requests_and_failures_into_the_masters(self):
        data = report()
        before = data["stats_total"]["last_request_timestamp"]
        self.clock(60.4).shift(data)
        for entry in (data["stats"][0], data["stats_total"]):
            self.assertEqual(entry["num_reqs_per_sec"], {1_060: 1, 1_061: 1})
            self.assertEqual(entry["num_fail_per_sec"], {1_061: 1})
            self.assertEqual(entry["last_request_timestamp"], before + 60)

    def test_may_be_behind(self):
        data = report()
        self.clock(-3_600).shift(data)
        self.assertEqual(data["stats_total"]["num_reqs_per_sec"], {-2_600: 1, -2_599: 1})

    def test_does_not_change_a_report_when_the_offset_is_below_a_second(self):
        for ahead in (0, 0.99, -0.99):
            data = report()
            self.clock(ahead).shift(data)
            self.assertEqual(data["stats_total"]["num_reqs_per_sec"], {1_000: 1, 1_001: 1})

    def test_accepts_a_report_without_requests(self):
        stats = RequestStats()
        data = {"stats": stats.serialize_stats(), "stats_total": stats.total.get_stripped_report()}
        self.clock(60).shift(data)
        self.clock(60).shift({})
        self.assertEqual(data["stats_total"]["num_reqs_per_sec"], {})
        self.assertIsNone(data["stats_total"]["last_request_timestamp"])
