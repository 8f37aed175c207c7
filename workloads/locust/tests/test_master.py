import json
import os
import sys
import unittest
from unittest import mock

import gevent
import shakedown_master
from locust import LoadTestShape
from shakedown_ends import EndsOfMaster, hear
from shakedown_generator import Generator
from shakedown_judgement import Judgement
from shakedown_master import Bounds, Master, merged
from tests.real_locust import VERSION, FarWorker, environment_for, master_for, until

hear()
ORDER = {"id": "r1", "users": 4, "spawnRate": 4, "seconds": 60, "rate": 0}


def bounds(**given):
    """Limits in the environment: `bounds(users=10)`."""
    return mock.patch.dict(os.environ, {f"SHAKEDOWN_MAX_{name.upper()}": str(most) for name, most in given.items()})


def listening(environment):
    """A master's record that gets Locust's events. It updates its members only when the test asks for it."""
    master = Master(environment)
    master.listen()
    return master


class TheBounds(unittest.TestCase):
    def test_refuse_the_first_value_that_is_too_high_and_name_it(self):
        with bounds(users=20, seconds=300, rate=50):
            limits = Bounds()
        for asked, why in (
            ((20, 300, 50), None),
            ((21, 301, 51), "21 users asked for, at most 20 are allowed"),
            ((20, 301, 51), "301 s asked for, at most 300 s are allowed"),
            ((20, 300, 50.5), "50.5 requests per second asked for, at most 50 are allowed"),
        ):
            self.assertEqual(limits.refusal(*asked), why)

    def test_do_not_apply_when_they_are_zero(self):
        with bounds(users=0, seconds=0, rate=0):
            self.assertIsNone(Bounds().refusal(10**6, 10**6, 10**6))

    def test_have_defaults_except_for_the_rate(self):
        limits = Bounds()
        self.assertEqual((limits.users, limits.seconds, limits.rate), (10_000, 7_200, 0))


class Merging(unittest.TestCase):
    def test_adds_lengths_and_counts_and_takes_the_mean_of_the_rest(self):
        samples = [[3, 0.25, 30, 1, 2, 4], [3, 0.5, 31, 0, 4, 6], [3, 1, 0, 0, 1, 1], [3, 1, 0, 0, 1, 1]]
        self.assertEqual(merged(samples), [[6, 0.75, 61, 1, 3, 5], [6, 2, 0, 0, 1, 1]])

    def test_keeps_an_odd_last_sample(self):
        samples = [[3, 0.5, 30, 0, 1, 1]] * 2 + [[3, 2.5, 30, 9, 7, 8]]
        self.assertEqual(merged(samples)[-1], [3, 2.5, 30, 9, 7, 8])


class AMaster(unittest.TestCase):
    """The record of a distributed test. Workers are at the other end of real connections, and act only when the test makes them."""

    def setUp(self):
        self.environment = master_for(self, "--expect-workers", "2")
        self.runner = self.environment.runner
        self.master = listening(self.environment)
        self.workers = [FarWorker(self, self.runner, id) for id in ("a", "b")]

    def test_forgets_the_exit_code_of_the_test_before_when_another_one_starts(self):
        self.start()
        self.environment.process_exit_code = 1
        self.master.stop("asked", "asked")
        self.stopped()
        # As the dashboard does.
        gevent.spawn(self.runner.start, 4, 4)
        until(lambda: self.master.active)
        self.assertIsNone(self.master.status()["exitCode"])

    def test_keeps_an_exit_code_that_is_set_before_the_first_test(self):
        self.environment.process_exit_code = 1
        self.start()
        self.assertEqual(self.master.status()["exitCode"], 1)

    def start(self, **different):
        self.assertIsNone(self.master.start({**ORDER, **different}))
        until(lambda: self.master.active)

    def reports(self, id, **different):
        measured = {"seconds": 3, "cpuSeconds": 0, "periods": 0, "throttled": 0}
        self.master.on_report(id, {**Generator().report(), "run": "r1", **measured, **different})

    def connections(self):
        return [state for _, *state in self.master.connections]

    # starting

    def test_starts_a_test_with_the_connected_workers(self):
        self.start(rate=30)
        run = self.master.run
        self.assertEqual([run[key] for key in ("id", "users", "spawnRate", "seconds", "rate")], ["r1", 4, 4, 60, 30])
        self.assertEqual(self.master.members, {"a": True, "b": True})
        self.assertEqual(self.connections(), [[2, 2]])
        self.assertEqual(self.runner.target_user_count, 4)

    def test_refuses_a_second_test_while_one_runs(self):
        self.start()
        self.assertEqual(self.master.start(ORDER), "a test is under way")
        self.assertEqual(self.master.run["id"], "r1")

    def test_refuses_a_test_until_all_workers_are_connected(self):
        self.workers[1].leave()
        self.assertEqual(self.master.start(ORDER), "1 of 2 workers are connected")
        self.workers[0].stop_heartbeats()
        self.assertEqual(self.master.start(ORDER), "0 of 2 workers are connected")
        self.assertIsNone(self.master.run)

    def test_refuses_a_test_out_of_bounds_with_any_workers(self):
        with bounds(users=3):
            master = Master(self.environment)
        self.assertEqual(master.start(ORDER), "4 users asked for, at most 3 are allowed")
        self.assertEqual(self.runner.state, "ready")

    def test_records_a_test_that_somebody_else_starts(self):
        gevent.spawn(self.runner.start, 7, 3)
        until(lambda: self.master.active)
        run = self.master.run
        self.assertEqual([run[key] for key in ("users", "spawnRate", "seconds", "rate")], [7, 3, 7_200, 0])
        self.assertRegex(run["id"], "^[0-9a-f]{32}$")

    # connected workers

    def test_a_worker_that_leaves_is_lost(self):
        self.start()
        self.workers[0].leave()
        self.master.update_members()
        self.master.update_members()
        self.assertEqual([(lost["id"], lost["why"]) for lost in self.master.lost], [("a", "it left")])
        self.assertGreaterEqual(self.master.lost[0]["at"], 0)
        self.assertEqual(self.connections(), [[2, 2], [2, 1]])

    def test_a_worker_without_a_heartbeat_is_lost_even_if_it_answers_again(self):
        self.start()
        self.workers[0].stop_heartbeats()
        self.master.update_members()
        self.workers[0].send_heartbeat()
        self.master.update_members()
        self.assertEqual([(lost["id"], lost["why"]) for lost in self.master.lost], [("a", "no heartbeat for 3 s")])
        self.assertEqual(self.connections(), [[2, 2], [2, 1], [2, 2]])

    def test_a_worker_that_had_to_leave_is_not_lost_but_the_next_one_is(self):
        self.start()
        self.master.expect(1)
        self.workers[0].leave()
        self.master.update_members()
        self.assertEqual((self.master.lost, self.master.retiring), ([], 0))
        self.workers[1].leave()
        # The last one ends the test.
        until(lambda: not self.master.active)
        self.assertEqual([lost["id"] for lost in self.master.lost], ["b"])
        self.assertEqual(self.connections(), [[2, 2], [1, 2], [1, 1], [1, 0]])

    def test_workers_that_had_to_leave_before_a_test_may_leave_during_it(self):
        self.master.expect(1)
        self.start()
        self.workers[0].leave()
        self.master.update_members()
        self.assertEqual(self.master.lost, [])

    def test_workers_that_left_before_a_test_do_not_excuse_losses_in_it(self):
        self.master.expect(1)
        self.workers[0].leave()
        self.start()
        self.assertEqual(self.master.retiring, 0)
        self.workers[1].leave()
        until(lambda: not self.master.active)
        self.assertEqual([lost["id"] for lost in self.master.lost], ["b"])

    def test_a_worker_that_connects_is_a_member_from_then_on(self):
        self.start()
        self.master.expect(3)
        FarWorker(self, self.runner, "c").leave()
        FarWorker(self, self.runner, "d")
        self.master.update_members()
        self.assertEqual(list(self.master.members), ["a", "b", "d"])
        self.assertEqual(self.connections(), [[2, 2], [3, 2], [3, 3]])
        self.assertEqual(self.master.lost, [])

    def test_changes_of_connections_are_recorded_only_during_a_test(self):
        self.master.expect(5)
        self.master.note_connections()
        self.assertEqual(self.master.connections, [])
        self.master.expect(2)
        self.start()
        for _ in range(3):
            self.master.update_members()
        self.assertEqual(self.connections(), [[2, 2]])

    # the rate

    def test_each_worker_receives_its_share_of_the_rate_once(self):
        self.start(rate=30)
        until(lambda: all(worker.rates() for worker in self.workers))
        self.master.update_members()
        self.workers[0].say("heartbeat", {"state": "ready", "current_cpu_usage": 0})
        until(lambda: ("heartbeat", None) in self.workers[0].heard)
        self.assertEqual([worker.rates() for worker in self.workers], [[15], [15]])

    def test_a_new_worker_receives_its_share_before_any_user_and_then_all_do(self):
        self.start(rate=30)
        late = FarWorker(self, self.runner, "c")
        until(lambda: late.rates())
        self.assertEqual(late.rates(), [10])
        spoken = [type for type, _ in late.heard]
        self.assertLess(spoken.index("shakedown"), (spoken + ["spawn"]).index("spawn"))
        self.master.update_members()
        until(lambda: all(len(worker.rates()) == 2 for worker in self.workers))
        self.assertEqual([worker.rates() for worker in self.workers], [[15, 10], [15, 10]])

    def test_only_workers_with_users_share_the_rate(self):
        self.start(users=1, rate=30)
        until(lambda: all(worker.rates() for worker in self.workers))
        self.assertEqual([worker.rates() for worker in self.workers], [[30], [30]])
        late = FarWorker(self, self.runner, "c")
        until(lambda: late.rates())
        self.assertEqual(late.rates(), [30])

    def test_a_rate_that_changes_during_a_test_is_sent_and_recorded(self):
        self.start(rate=30)
        self.assertNotIn("ratedAt", self.master.run)
        self.assertIsNone(self.master.change_rate(50))
        until(lambda: len(self.workers[1].rates()) == 2)
        self.assertEqual(self.workers[1].rates(), [15, 25])
        self.assertEqual(self.master.run["rate"], 50)
        self.assertGreaterEqual(self.master.run["ratedAt"], self.master.run["startedAt"])

    def test_a_rate_is_not_changed_without_a_test_or_out_of_bounds(self):
        self.assertEqual(self.master.change_rate(5), "no test is under way")
        self.start(rate=30)
        self.master.bounds.rate = 40
        self.assertEqual(self.master.change_rate(50), "50 requests per second asked for, at most 40 are allowed")
        self.assertEqual(self.master.run["rate"], 30)

    def test_the_bound_on_the_rate_applies_when_no_rate_is_requested(self):
        self.master.bounds.rate = 40
        self.start()
        until(lambda: all(worker.rates() for worker in self.workers))
        self.assertEqual(self.workers[0].rates(), [20])

    # the end

    def stopped(self):
        until(lambda: not self.master.active)
        return self.master.run["stopCode"], self.master.run["stopReason"]

    def test_records_that_it_was_asked_to_stop(self):
        self.start()
        self.master.stop("asked", "asked")
        self.assertEqual(self.stopped(), ("asked", "asked"))
        self.assertGreaterEqual(self.master.run["stoppedAt"], self.master.run["startedAt"])

    def test_records_a_stop_without_a_reason(self):
        self.start()
        gevent.spawn(self.runner.stop)
        self.assertEqual(self.stopped(), ("asked", "asked"))

    def test_records_that_its_time_was_over(self):
        self.start(seconds=0.05)
        self.assertEqual(self.stopped(), ("time-over", "run time over"))

    def test_ends_at_the_bound_on_its_duration_even_if_more_was_requested(self):
        self.master.bounds.seconds = 0.05
        self.environment.parsed_options.run_time = 3_600
        gevent.spawn(self.runner.start, 4, 4)
        until(lambda: self.master.run)
        self.assertEqual(self.stopped(), ("bound", "3600 s asked for, at most 0.05 s are allowed"))

    def test_ends_when_there_are_more_users_than_allowed(self):
        self.start()
        self.master.bounds.users = 5
        self.workers[0].say("spawning_complete", {"user_classes_count": {"Idle": 6}})
        until(lambda: self.runner.user_count == 6)
        self.master.enforce()
        self.workers[0].say("spawning_complete", {"user_classes_count": {"Idle": 0}})
        self.assertEqual(self.stopped(), ("bound", "6 users, at most 5 are allowed"))

    def test_ends_when_there_are_more_requests_than_allowed(self):
        self.start()
        self.master.bounds.rate = 10
        with mock.patch.object(self.master, "current_rate", lambda: 12):
            self.master.enforce()
            self.assertNotIn("stopReason", self.master.run)
        with mock.patch.object(self.master, "current_rate", lambda: 13):
            self.master.enforce()
        self.assertEqual(self.stopped(), ("bound", "13 requests per second, at most 10 are allowed"))

    def test_the_bound_applies_to_the_rate_of_five_reported_seconds(self):
        with mock.patch.object(shakedown_master.time, "time", lambda: 1_010.9):
            self.environment.stats.total.num_reqs_per_sec = {second: 20 for second in range(1_002, 1_007)}
            self.assertEqual(self.master.current_rate(), 20)
            self.environment.stats.total.num_reqs_per_sec = {1_001: 90, 1_002: 50, 1_007: 90}
            self.assertEqual(self.master.current_rate(), 10)

    def test_records_that_no_worker_is_left(self):
        self.start()
        for worker in self.workers:
            worker.leave()
        self.assertEqual(self.stopped(), ("no-worker", "no worker left"))
        self.assertEqual(sorted(lost["id"] for lost in self.master.lost), ["a", "b"])

    def test_keeps_the_first_reason(self):
        self.start()
        self.master.stop("bound", "too much")
        self.master.stop("asked", "asked")
        self.assertEqual(self.stopped(), ("bound", "too much"))

    def test_the_timer_of_an_ended_test_does_not_end_the_next_one(self):
        self.start(seconds=30)
        timer = self.master.timer
        self.master.stop("asked", "asked")
        self.stopped()
        until(lambda: timer.dead)

    # reports of workers

    def test_adds_up_what_a_worker_reports(self):
        self.start()
        self.reports("a", late={0: 59, 20: 1}, started=5, cpuSeconds=0.12345)
        self.reports("a", late={0: 60}, started=9, finished=9, done=True)
        self.reports("a", late={0: 60}, started=99)
        known = self.master.generators["a"]
        self.assertEqual((known["late"], known["started"], known["finished"], known["done"]), ({0: 119, 20: 1}, 9, 9, True))
        self.assertEqual(known["samples"], [[3, 0.1235, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0]])

    def test_ignores_a_report_of_another_test(self):
        self.reports("a")
        self.start()
        self.reports("a", run="r0")
        self.assertEqual(self.master.generators, {})

    def test_limits_the_number_of_samples_of_a_long_test(self):
        self.start()
        with mock.patch.object(shakedown_master, "MAX_SAMPLES", 4):
            for _ in range(9):
                self.reports("a")
        samples = self.master.generators["a"]["samples"]
        self.assertLessEqual(len(samples), 4)
        self.assertEqual(sum(seconds for seconds, *_ in samples), 27)

    def test_is_settled_when_each_worker_that_is_not_lost_has_sent_its_last_figures(self):
        self.start()
        self.workers[0].stop_heartbeats()
        self.master.update_members()
        self.workers[0].send_heartbeat()
        self.master.update_members()
        self.reports("b")
        self.assertFalse(self.master.settled())
        self.master.stop("asked", "asked")
        self.stopped()
        self.master.judge_when_over()
        self.assertFalse(self.master.settled())
        self.reports("b", done=True)
        self.master.judge_when_over()
        until(self.master.settled)

    def test_a_worker_that_leaves_after_the_test_is_lost_only_without_its_last_figures(self):
        self.start()
        self.master.stop("asked", "asked")
        self.stopped()
        self.reports("a", done=True)
        for worker in self.workers:
            worker.leave()
        self.assertFalse(self.master.figures_are_in())
        self.master.update_members()
        self.assertEqual([(lost["id"], lost["why"]) for lost in self.master.lost], [("b", "it left")])
        self.assertTrue(self.master.figures_are_in())

    def test_a_worker_that_connects_after_the_test_is_no_member_of_it(self):
        self.start()
        self.master.stop("asked", "asked")
        self.stopped()
        FarWorker(self, self.runner, "c")
        self.master.update_members()
        self.assertEqual((sorted(self.master.members), self.connections()), (["a", "b"], [[2, 2]]))

    # the script

    def test_names_the_line_that_quits_later(self):
        quit = self.runner.quit
        EndsOfMaster(self.environment, self.master.note_script)
        self.start()
        gevent.spawn_later(0.01, quit)
        code, reason = self.stopped()
        self.assertEqual(code, "script")
        self.assertRegex(reason, r"^the script ended it in test_master\.py:\d+ test_names_the_line_that_quits_later\(\)$")

    def test_names_the_line_that_ended_a_worker(self):
        self.start()
        self.master.on_message("a", {"script": "buy.py:7 buy()"})
        self.workers[0].leave()
        self.master.update_members()
        self.assertEqual([lost["why"] for lost in self.master.lost], ["its script ended it in buy.py:7 buy()"])

    def test_ends_when_the_script_raises_stop_test_in_a_worker(self):
        self.start()
        self.master.on_message("a", {"stopTest": "no licence"})
        self.assertEqual(self.stopped(), ("script", "the script raised StopTest: no licence"))
        # Not the next test.
        self.master.on_message("b", {"stopTest": "no licence"})

    def judged(self):
        """Ends the test with all figures, and lets the script judge it."""
        self.master.stop("asked", "asked")
        self.stopped()
        for worker in self.workers:
            self.reports(worker.id, run=self.master.run["id"], done=True)
        self.master.judge_when_over()
        until(self.master.settled)
        return self.master.status()["exitCode"]

    def test_the_script_judges_each_test_by_its_listeners_of_quitting(self):
        codes = [3, 0]
        self.environment.events.quitting.add_listener(lambda environment: setattr(environment, "process_exit_code", codes.pop(0)))
        self.start()
        self.assertEqual(self.judged(), 3)
        for worker in self.workers:
            worker.say("client_ready", VERSION)
        until(lambda: self.runner.state == "stopped")
        self.start(id="r2")
        self.assertIsNone(self.master.status()["exitCode"])
        self.assertEqual(self.judged(), 0)
        # Each test is judged once, also when the process ends.
        self.environment.events.quitting.fire(environment=self.environment, reverse=True)
        self.assertEqual(codes, [])

    def test_the_script_judges_a_test_that_the_end_of_the_process_ends(self):
        self.environment.events.quitting.add_listener(lambda environment: setattr(environment, "process_exit_code", 3))
        self.start()
        self.environment.events.quitting.fire(environment=self.environment, reverse=True)
        self.assertEqual(self.environment.process_exit_code, 3)

    def test_the_code_of_sys_exit_is_a_judgement(self):
        self.environment.events.quitting.add_listener(lambda **_: sys.exit(4))
        self.start()
        self.assertEqual(self.judged(), 4)

    def test_an_exit_code_is_a_number_whatever_the_script_sets(self):
        self.start()
        for given, code in ((None, None), (3, 3), (True, 1), (False, 0), ("failed", 1), ("", 0), (0.0, 0), (0.5, 1), ([], 0)):
            self.environment.process_exit_code = given
            got = self.master.status()["exitCode"]
            self.assertEqual((got, type(got)), (code, type(code)), given)

    def test_the_code_of_sys_exit_is_that_of_python_for_other_than_numbers(self):
        for given, code in ((None, 0), ("too slow", 1), ("", 1), (True, 1)):
            with self.subTest(given):
                judgement = Judgement(self.environment)
                self.environment.events.quitting.add_listener(lambda given=given, **_: sys.exit(given))
                judgement.judge()
                self.assertEqual(judgement.exit_code(), code)

    def test_a_listener_that_does_not_return_is_an_exception_of_the_script(self):
        self.environment.events.test_stop.add_listener(lambda **_: gevent.sleep(600))
        self.start()
        with mock.patch.object(shakedown_master, "CLEANING_SECONDS", 0.05):
            self.judged()
        (row,) = self.runner.exceptions.values()
        self.assertEqual(row["msg"], "listeners of test_stop or quitting did not return within 0.05 s")

    # figures

    def test_records_when_the_script_resets_the_figures(self):
        self.start()
        self.environment.stats.clear_all()
        self.environment.stats.reset_all()
        self.assertEqual(len(self.master.resets), 2)
        self.assertNotIn("countedFrom", self.master.run)

    def test_a_script_leaves_out_the_ramp_up_as_locust_does(self):
        self.environment.events.spawning_complete.add_listener(lambda **_: self.environment.stats.reset_all())
        self.start()
        self.environment.events.spawning_complete.fire(user_count=4)
        self.assertEqual(self.master.resets, [])
        self.assertGreaterEqual(self.master.run["countedFrom"], self.master.run["startedAt"])

    # reports of the master

    def test_the_account_names_endpoints_by_texts_whatever_a_script_calls_them(self):
        self.start()
        stats = self.environment.stats
        stats.log_request("GET", 7, 12, 100)
        stats.log_request(None, "pay", 12, 100)
        stats.log_error(None, 7, OSError("gone"))
        account = json.loads(json.dumps(self.master.account()))
        named = {(entry["method"], entry["name"]) for entry in account["entries"]}
        self.assertEqual(named, {("GET", "7"), ("", "pay"), ("", "7")})
        self.assertEqual([(error["method"], error["name"]) for error in account["errors"]], [("", "7")])

    def test_reports_a_workers_last_cpu_during_a_test_and_locusts_figure_before(self):
        self.workers[0].say("heartbeat", {"state": "ready", "current_cpu_usage": 40})
        until(lambda: self.runner.clients["a"].cpu_usage == 40)
        self.assertEqual([worker["cpu"] for worker in self.master.status()["workers"]], [0.4, 0])
        self.start()
        self.reports("a", cpuSeconds=1.5)
        self.assertEqual([worker["cpu"] for worker in self.master.status()["workers"]], [0.5, 0])


class ATestByAShape(unittest.TestCase):
    def test_records_that_its_shape_is_over(self):
        class Short(LoadTestShape):
            ticks = 0

            def tick(self):
                self.ticks += 1
                return (2, 2) if self.ticks == 1 else None

        environment = master_for(self, "--expect-workers", "1", shape=Short())
        master = listening(environment)
        FarWorker(self, environment.runner, "a")
        self.assertIsNone(master.start({**ORDER, "runTime": 60}))
        until(lambda: master.run and not master.active)
        self.assertEqual((master.run["stopCode"], master.run["stopReason"]), ("shape-over", "the load shape is over"))
        self.assertEqual(master.run["runTime"], 60)


class Standalone(unittest.TestCase):
    """One process that is master and worker."""

    def setUp(self):
        self.generator = Generator()
        self.enterContext(mock.patch.object(shakedown_master, "generator", self.generator))
        self.environment = environment_for(self)
        self.environment.create_local_runner()
        self.master = listening(self.environment)

    def test_limits_and_measures_itself(self):
        self.assertIsNone(self.master.start({**ORDER, "users": 2, "rate": 20}))
        until(lambda: self.environment.runner.user_count == 2)
        self.assertEqual((self.generator.interval, self.generator.running), (0.05, True))
        self.assertEqual(self.master.start(ORDER), "a test is under way")
        self.assertIsNone(self.master.change_rate(10))
        self.assertEqual(self.generator.interval, 0.1)
        self.master.stop("asked", "asked")
        until(self.master.figures_are_in)
        self.assertEqual((self.master.connections[0][1:], self.master.lost), ([1, 1], []))
        self.assertTrue(self.master.generators["local"]["done"])
        self.assertFalse(self.generator.running)

    def test_ends_itself_at_the_bound_on_its_duration(self):
        with bounds(seconds=0.05):
            self.master.bounds = Bounds()
        self.environment.runner.start(1, 1)
        until(lambda: self.master.run and not self.master.active)
        self.assertEqual(self.master.run["stopReason"], "run time over")
