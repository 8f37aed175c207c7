import tempfile
import unittest
from collections import Counter
from pathlib import Path
from unittest import mock

import gevent
import shakedown_generator
from gevent import monkey
from shakedown_generator import MAIN_THREAD, Generator, bucket, where
from tests.virtual_time import in_virtual_time


class Pacing(unittest.TestCase):
    """The rate that a generator keeps, whatever its users do."""

    def setUp(self):
        self.time = in_virtual_time(self)
        self.generator = Generator()
        self.slots = []
        self.users = []
        self.addCleanup(lambda: gevent.killall(self.users))

    def start_users(self, users, pause=0.0):
        """Starts users who send one request after the other."""

        def ask():
            while True:
                self.generator.await_slot()
                self.slots.append(self.time.now)
                if pause:
                    self.time.sleep(pause)

        self.users += [gevent.spawn(ask) for _ in range(users)]

    def requests_within(self, seconds):
        """The number of requests in the next `seconds`."""
        before = len(self.slots)
        self.time.let_pass(seconds)
        return len(self.slots) - before

    def first_and_per_second(self, rate, seconds):
        """The immediate requests, and those of each following second."""
        return [self.requests_within(0.5 / rate), *(self.requests_within(1) for _ in range(seconds))]

    def test_all_users_share_one_rate_that_is_evenly_spread(self):
        self.generator.pace(50)
        self.start_users(20)
        self.assertEqual(self.first_and_per_second(50, 4), [1, 50, 50, 50, 50])
        gaps = [round(after - before, 6) for before, after in zip(self.slots, self.slots[1:])]
        self.assertEqual(set(gaps), {0.02})

    def test_a_single_user_with_pauses_sends_fewer_requests(self):
        self.generator.pace(50)
        self.start_users(1, pause=0.5)
        self.assertEqual(self.requests_within(4.9), 10)

    def test_a_short_delay_is_compensated(self):
        self.generator.pace(100)
        self.start_users(1)
        self.assertEqual(self.requests_within(0.995), 100)
        self.time.now += 0.05
        self.assertEqual(self.requests_within(0.95), 100)

    def test_a_long_delay_does_not_cause_a_burst(self):
        self.generator.pace(100)
        self.start_users(1)
        self.time.let_pass(0.995)
        self.time.now += 5
        # The request that waited, one that is due now, and ten that are up to 0.1 s late.
        self.assertLessEqual(self.requests_within(0.001), 12)
        self.assertLessEqual(self.requests_within(1), 100)

    def test_an_increased_rate_applies_at_once_without_a_burst(self):
        self.generator.pace(10)
        self.start_users(50)
        self.time.let_pass(2)
        # Now all of them wait; the last one for a slot in five seconds.
        self.generator.pace(100)
        self.assertEqual(self.first_and_per_second(100, 3), [1, 100, 100, 100])

    def test_a_decreased_rate_applies_at_once_without_a_burst(self):
        self.generator.pace(100)
        self.start_users(50)
        self.time.let_pass(2)
        self.generator.pace(10)
        self.assertEqual(self.first_and_per_second(10, 4), [1, 10, 10, 10, 10])

    def test_each_change_of_the_rate_adds_at_most_one_request(self):
        self.generator.pace(10)
        self.start_users(50)
        for _ in range(20):
            self.assertLessEqual(self.requests_within(0.1), 2)
            self.generator.pace(10)

    def test_users_wait_until_the_rate_is_received(self):
        asked = []
        self.generator.ask_for_rate = lambda: asked.append(self.time.now)
        self.start_users(1)
        self.assertEqual(self.requests_within(30.5), 0)
        self.assertEqual(len(asked), 30)
        self.start_users(29)
        self.generator.pace(10)
        self.assertEqual(self.first_and_per_second(10, 2), [1, 10, 10])

    def test_without_a_limit_no_user_waits(self):
        self.generator.pace(0)
        for _ in range(1_000):
            self.generator.await_slot()
        self.assertEqual(self.time.now, 1000)

    def test_removing_the_rate_releases_all_users(self):
        self.generator.pace(1)
        self.start_users(30, pause=100)
        self.assertEqual(self.requests_within(0.5), 1)
        self.generator.pace(0)
        self.assertEqual(self.requests_within(0.1), 29)


class Counting(unittest.TestCase):
    """What a generator counts for each request of a session."""

    def setUp(self):
        self.generator = self.enterContext(mock.patch.object(shakedown_generator, "generator", Generator()))
        self.generator.pace(0)

    def counts(self):
        one = self.generator
        return one.started, one.under_way, one.finished, one.aborted

    def test_a_request_is_running_until_it_is_answered(self):
        seen = []
        request = shakedown_generator._counted(lambda *given, **named: seen.append(self.counts()) or (given, named))
        self.assertEqual(request("GET", "/", name="home"), (("GET", "/"), {"name": "home"}))
        self.assertEqual([*seen, self.counts()], [(1, 1, 0, 0), (1, 0, 1, 0)])

    def test_a_request_that_fails_is_finished_too(self):
        def fail():
            raise OSError("refused")

        with self.assertRaisesRegex(OSError, "refused"):
            shakedown_generator._counted(fail)()
        self.assertEqual(self.counts(), (1, 0, 1, 0))

    def test_a_request_is_aborted_when_its_user_is_killed(self):
        user = gevent.spawn(shakedown_generator._counted(lambda: gevent.sleep(60)))
        gevent.idle()
        self.assertEqual(self.counts(), (1, 1, 0, 0))
        user.kill()
        self.assertEqual(self.counts(), (1, 0, 1, 1))
        self.assertEqual(sum(self.generator.unanswered.values()), 1)

    def test_an_aborted_request_is_recorded_with_the_time_that_it_waited(self):
        now = iter((100.0, 125.004))
        with mock.patch.object(shakedown_generator.time, "monotonic", lambda: next(now)):
            user = gevent.spawn(shakedown_generator._counted(gevent.sleep), 60)
            gevent.idle()
            user.kill()
        self.assertEqual(self.generator.unanswered, {25_000: 1})

    def test_a_user_who_is_killed_while_waiting_for_a_slot_has_sent_no_request(self):
        self.generator.pace(0.001)
        self.generator.await_slot()
        user = gevent.spawn(shakedown_generator._counted(lambda: None))
        gevent.idle()
        user.kill()
        self.assertEqual(self.counts(), (0, 0, 0, 0))


class Reporting(unittest.TestCase):
    """The report of a generator."""

    def setUp(self):
        self.time = in_virtual_time(self)
        self.kernel = [100, 10]
        self.enterContext(mock.patch.object(shakedown_generator, "throttling", lambda: tuple(self.kernel)))
        self.enterContext(mock.patch.object(shakedown_generator, "cpu_limit", lambda: 1.5))
        self.generator = Generator()

    def tick(self):
        ticking = gevent.spawn(self.generator.tick)
        self.addCleanup(ticking.kill)
        gevent.idle()

    def test_a_report_has_the_new_figures_and_the_counts_of_the_whole_test(self):
        one = self.generator
        one.begin("r1")
        self.time.now, self.time.cpu, self.kernel[:] = 1003.0, 0.6, [130, 13]
        one.started, one.finished, one.aborted = 9, 8, 1
        one.late, one.waiting, one.looks = {0: 59, 20: 1}, 30, 60
        measured = {"seconds": 3.0, "cpuSeconds": 0.6, "cpuLimit": 1.5, "periods": 30, "throttled": 3}
        loop = {"late": {0: 59, 20: 1}, "waiting": 0.5}
        counts = {"users": 4, "started": 9, "finished": 8, "aborted": 1}
        one.count_users = lambda: (4, 4)
        first = one.report()
        self.assertEqual(first, {**first, "run": "r1", "done": False, **measured, **loop, **counts})
        self.time.now, self.time.cpu = 1004.0, 0.7
        one.end()
        second = one.report()
        new = {key: second[key] for key in ("seconds", "periods", "throttled", "late", "waiting")}
        self.assertEqual(new, {"seconds": 1.0, "periods": 0, "throttled": 0, "late": {}, "waiting": 0.0})
        self.assertAlmostEqual(second["cpuSeconds"], 0.1)
        self.assertEqual([second[key] for key in ("started", "finished", "aborted", "done")], [9, 8, 1, True])

    def test_a_new_test_has_no_figures_of_the_previous_one(self):
        one = self.generator
        one.begin("r1")
        one.started, one.finished, one.aborted = 9, 8, 1
        self.tick()
        self.time.let_pass(3)
        one.end()
        one.begin("r2")
        self.assertEqual([one.run, one.running, one.done], ["r2", True, False])
        sample = one.report()
        self.assertEqual([sample[key] for key in ("seconds", "late", "started", "finished", "aborted")], [0, {}, 0, 0, 0])

    def test_the_loop_measures_itself_twenty_times_a_second_during_a_test(self):
        self.tick()
        self.time.let_pass(1.01)
        self.assertEqual(self.generator.late, {})
        self.generator.begin("r1")
        self.generator.under_way = 3
        self.time.let_pass(1)
        self.generator.end()
        self.time.let_pass(1)
        self.generator.count_users = lambda: (5, 5)
        sample = self.generator.report()
        self.assertEqual(sample["late"], {0: 20})
        self.assertEqual(sample["waiting"], 3)

    def test_a_blocked_loop_counts_each_missed_tick(self):
        self.tick()
        self.generator.begin("r1")
        self.time.let_pass(0.51)
        # The loop is blocked for half a second: sleepers wake too late.
        self.time.now += 0.5
        self.time.let_pass(0)
        late = Counter(self.generator.late)
        self.assertEqual(late.pop(0), 10)
        self.assertEqual(sorted(late.elements()), [10, 60, 110, 160, 210, 260, 310, 360, 410, 460])

    def test_lateness_has_two_digits_above_100_ms(self):
        given = [0.2, 0.6, 99.4, 99.9, 104, 106, 999, 1_049, 12_345]
        self.assertEqual([bucket(milliseconds) for milliseconds in given], [0, 1, 99, 100, 100, 110, 1_000, 1_000, 12_000])

    def test_reports_the_innermost_frame_of_a_script(self):
        frames, spinning = [], []

        def tell():
            while not spinning:
                pass
            frames.append(where(MAIN_THREAD))

        def spin():
            spinning.append(True)
            while not frames:
                pass

        monkey.get_original("_thread", "start_new_thread")(tell, ())
        spin()
        self.assertRegex(frames[0], r"^in test_generator\.py:\d+ spin\(\)$")


class Container(unittest.TestCase):
    """The CPU limit of a container, from the files of its cgroup."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        folders = [str(self.folder / "not-there"), str(self.folder)]
        self.enterContext(mock.patch.object(shakedown_generator, "_cgroup_folders", lambda: folders))

    def write(self, **files):
        for name, text in files.items():
            (self.folder / name.replace("__", ".")).write_text(text)

    def test_a_limit_of_version_2(self):
        self.write(cpu__max="150000 100000\n")
        self.assertEqual(shakedown_generator.cpu_limit(), 1.5)

    def test_a_limit_of_version_1(self):
        self.write(cpu__cfs_quota_us="20000\n", cpu__cfs_period_us="100000\n")
        self.assertEqual(shakedown_generator.cpu_limit(), 0.2)

    def test_no_limit(self):
        self.assertIsNone(shakedown_generator.cpu_limit())
        self.write(cpu__cfs_quota_us="-1\n", cpu__cfs_period_us="100000\n")
        self.assertIsNone(shakedown_generator.cpu_limit())
        self.write(cpu__max="max 100000\n")
        self.assertIsNone(shakedown_generator.cpu_limit())

    def test_how_often_it_was_throttled(self):
        self.assertEqual(shakedown_generator.throttling(), (0, 0))
        self.write(cpu__stat="usage_usec 5\nnr_periods 40\nnr_throttled 3\nthrottled_usec 9\n")
        self.assertEqual(shakedown_generator.throttling(), (40, 3))
