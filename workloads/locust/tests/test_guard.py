import json
import os
import sys
import tempfile
import unittest
from unittest import mock

import gevent
import shakedown_generator
import shakedown_guard
import shakedown_listeners
import shakedown_master
from locust import FastHttpUser, User, argument_parser, constant, task
from locust.clients import HttpSession
from locust.exception import StopUser
from shakedown_generator import Generator
from tests.real_locust import LOOPBACK, FarWorker, environment_for, master_for, until
from tests.target_server import Target

ORDER = {"id": "r1", "users": 4, "spawnRate": 4, "seconds": 60, "rate": 0}


class Guarded(unittest.TestCase):
    """Tests with the guard loaded as Locust loads it: by its init event."""

    def setUp(self):
        self.generator = Generator()
        for module in (shakedown_generator, shakedown_guard, shakedown_master):
            self.enterContext(mock.patch.object(module, "generator", self.generator))
        self.enterContext(mock.patch.object(shakedown_master, "POLL_SECONDS", 0.01))
        self.enterContext(mock.patch.object(HttpSession, "__init__", HttpSession.__init__))
        self.enterContext(mock.patch.object(User, "start", User.start))
        self.enterContext(mock.patch.object(argument_parser, "default_args_dict", argument_parser.default_args_dict))
        for name in ("take", "stop"):
            self.enterContext(mock.patch.object(shakedown_listeners.raised, name, getattr(shakedown_listeners.raised, name)))
        # The dashboard parses the command line again.
        self.enterContext(mock.patch.object(sys, "argv", ["locust"]))
        # What it leaves running ends only with its process.
        spawned = []
        spawn = lambda *given: spawned.append(gevent.Greenlet.spawn(*given)) or spawned[-1]
        self.enterContext(mock.patch.object(shakedown_guard.gevent, "spawn", spawn))
        self.addCleanup(lambda: gevent.killall(spawned))

    def guard(self, environment, web=False):
        base = environment.parsed_options.web_base_path
        web_ui = environment.create_web_ui(LOOPBACK, 0, web_base_path=base, delayed_start=True) if web else None
        shakedown_guard.on_init(environment=environment, runner=environment.runner, web_ui=web_ui)
        return web_ui.app.test_client() if web_ui else None


class OverHttp(Guarded):
    """The orders, the account, and the limits of the dashboard."""

    def setUp(self):
        super().setUp()
        self.environment = master_for(self, "--expect-workers", "1")
        with mock.patch.dict(os.environ, SHAKEDOWN_MAX_USERS="50", SHAKEDOWN_MAX_RATE="100"):
            self.web = self.guard(self.environment, web=True)
        self.worker = FarWorker(self, self.environment.runner, "a")

    def order(self, name, **asked):
        answer = self.web.post(f"/shakedown/{name}", json=asked)
        return answer.status_code, answer.json

    def run_seen(self):
        return self.web.get("/shakedown/status").json["run"]

    def start(self, **different):
        order = {**ORDER, **different}
        self.assertEqual(self.order("start", **order)[0], 200)
        until(lambda: self.run_seen() and self.run_seen()["id"] == order["id"])

    def test_reports_the_connected_workers_before_any_test(self):
        status = self.web.get("/shakedown/status").json
        self.assertEqual([status[key] for key in ("expected", "connected", "users", "run")], [1, 1, 0, None])
        self.assertEqual(status["workers"], [{"id": "a", "state": "ready", "users": 0, "cpu": 0}])

    def test_starts_changes_and_stops_a_test(self):
        self.start(rate=30)
        self.assertEqual(self.order("rate", rate=40)[1]["run"]["rate"], 40)
        self.assertEqual(self.order("expect", workers=2)[1]["expected"], 2)
        self.assertEqual(self.order("stop")[0], 200)
        until(lambda: "stoppedAt" in self.run_seen())
        self.assertEqual(self.run_seen()["stopReason"], "asked")
        account = self.web.get("/shakedown/account").json
        self.assertEqual([state for _, *state in account["connections"]], [[1, 1], [2, 1]])

    def test_refuses_with_the_reason(self):
        self.assertEqual(self.order("rate", rate=5), (409, {"refused": "no test is under way"}))
        many = {"refused": "51 users asked for, at most 50 are allowed"}
        self.assertEqual(self.order("start", **{**ORDER, "users": 51}), (409, many))
        self.start()
        self.assertEqual(self.order("start", **ORDER), (409, {"refused": "a test is under way"}))
        much = {"refused": "101 requests per second asked for, at most 100 are allowed"}
        self.assertEqual(self.order("rate", rate=101), (409, much))

    def test_keeps_the_dashboard_within_the_bounds(self):
        answer = self.web.post("/swarm", data={"user_count": "51", "spawn_rate": "1"}).json
        self.assertEqual((answer["success"], answer["message"]), (False, "51 users asked for, at most 50 are allowed"))
        self.assertIsNone(self.run_seen())
        self.assertTrue(self.web.post("/swarm", data={"user_count": "50", "spawn_rate": "50"}).json["success"])
        until(lambda: self.run_seen())
        self.assertEqual(self.run_seen()["users"], 50)

    def test_notices_a_worker_that_leaves(self):
        self.start()
        self.worker.stop_heartbeats()
        until(lambda: "a" in [lost["id"] for lost in self.web.get("/shakedown/account").json["lost"]])

    def test_adds_the_reports_of_workers(self):
        self.start()
        sample = {**Generator().report(), "users": 2, "run": "r1", "started": 7}
        data = self.reported(shakedown=sample)
        data["stats_total"]["response_times"] = {20: 19, 300: 1}
        self.environment.events.worker_report.fire(client_id="a", data=data)
        self.environment.events.worker_report.fire(client_id="a", data=self.reported())
        account = self.web.get("/shakedown/account").json
        (generator,) = account["generators"]
        self.assertEqual((generator["id"], generator["started"], len(generator["samples"])), ("a", 7, 1))
        self.assertEqual([row[1:] for row in account["latency"]], [[20, 20, 20]])

    def reported(self, **more):
        stats = type(self.environment.stats)()
        total = stats.total.get_stripped_report()
        return {"stats": [], "stats_total": total, "errors": {}, "user_count": 0, "user_classes_count": {"Idle": 0}, **more}

    def test_records_a_reset_of_the_figures_in_the_dashboard(self):
        self.reset()
        self.start()
        account = self.web.get("/shakedown/account").json
        self.assertEqual(account["resets"], [])
        self.reset()
        self.reset()
        account = self.web.get("/shakedown/account").json
        self.assertEqual(len(account["resets"]), 2)
        self.assertGreaterEqual(account["resets"][0], 0)
        # Also after the test: its figures are reset before anybody has read them.
        self.order("stop")
        until(lambda: "stoppedAt" in self.run_seen())
        self.reset()
        account = self.web.get("/shakedown/account").json
        self.assertEqual(len(account["resets"]), 3)
        self.assertGreaterEqual(account["resets"][2], account["run"]["stoppedAt"] - account["run"]["startedAt"])
        self.worker.say("client_ready", "2.47.0")
        until(lambda: self.environment.runner.state == "stopped")
        self.start(id="r2")
        self.assertEqual(self.web.get("/shakedown/account").json["resets"], [])

    def reset(self):
        self.assertEqual(self.web.post("/stats/reset").status_code, 200)

    def test_writes_the_account_to_the_configured_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/account.json"
            with mock.patch.dict(os.environ, SHAKEDOWN_GUARD_FILE=file):
                self.environment.events.quit.fire(exit_code=0)
            with open(file) as written:
                self.assertEqual(json.load(written)["expected"], 1)


class BelowAPath(Guarded):
    def test_is_served_next_to_the_dashboard(self):
        environment = master_for(self, "--expect-workers", "1", "--web-base-path", "/load")
        web = self.guard(environment, web=True)
        self.assertEqual(web.get("/load/shakedown/status").status_code, 200)
        self.assertEqual(web.get("/shakedown/status").status_code, 404)


class AWorker(Guarded):
    """A real worker, whose master is at the other end of a real connection."""

    def setUp(self):
        super().setUp()
        self.far = master_for(self, "--expect-workers", "1")
        self.reports = []
        self.far.events.worker_report.add_listener(lambda data, **_: self.reports.append(data))
        self.environment = environment_for(self, "--worker")
        self.runner = self.environment.create_worker_runner(LOOPBACK, self.far.runner.server.port)
        self.enterContext(mock.patch.object(self.generator, "watch_for_blocking", lambda: None))
        self.guard(self.environment)
        until(lambda: self.far.runner.clients)

    def test_takes_part_only_when_its_guard_is_ready(self):
        other = environment_for(self, "--worker").create_worker_runner(LOOPBACK, self.far.runner.server.port)
        gevent.sleep(0.05)
        # It knows already which of the workers it is.
        self.assertEqual((other.worker_index, len(self.far.runner.clients)), (1, 1))
        other.send_message("shakedown")
        until(lambda: len(self.far.runner.clients) == 2)

    def send(self, run, rate, ahead=0.0):
        now = shakedown_master.time.time() + ahead
        self.far.runner.send_message("shakedown", {"run": run, "rate": rate, "now": now, "startedAt": now})
        until(lambda: self.generator.run == run and self.generator.interval == (1 / rate if rate else 0))

    def test_gets_its_rate_and_the_name_of_the_test_from_the_master(self):
        self.assertIsNone(self.generator.interval)
        self.send("r1", 20)
        self.generator.started = 5
        self.send("r1", 50)
        self.assertEqual(self.generator.started, 5)
        self.send("r2", 0)
        self.assertEqual(self.generator.started, 0)

    def test_reports_its_figures_only_during_a_test(self):
        self.runner._send_stats()
        self.send("r1", 20)
        self.runner._send_stats()
        self.far.runner.send_message("shakedown", {"run": "r1", "ends": True})
        until(lambda: self.generator.stopping)
        self.environment.events.test_stop.fire(environment=self.environment)
        until(lambda: len([data for data in self.reports if "shakedown" in data]) == 2)
        self.assertNotIn("shakedown", self.reports[0])
        seen = [(data["shakedown"]["run"], data["shakedown"]["done"]) for data in self.reports if "shakedown" in data]
        self.assertEqual(seen, [("r1", False), ("r1", True)])

    def test_goes_on_measuring_when_its_script_stops_it_until_the_master_does(self):
        self.generator.count_users = lambda: (0, 3)
        self.send("r1", 0)
        self.runner.stop()
        until(lambda: self.generator.looks)
        self.assertFalse(self.generator.done)
        last = lambda: [data["shakedown"] for data in self.reports if data.get("shakedown", {}).get("done")]
        self.far.runner.send_message("shakedown", {"run": "r1", "ends": True})
        until(last)
        self.assertEqual({tuple(row[1:]) for row in last()[0]["presence"]}, {(0, 3)})

    def test_sends_its_last_figures_before_listeners_of_the_script(self):
        seen = []
        self.environment.events.test_stop._handlers.insert(1, lambda **_: seen.append(self.generator.done))
        self.environment.events.test_stop.add_listener(lambda **_: self.runner.quit())
        self.send("r1", 0)
        self.far.runner.send_message("shakedown", {"run": "r1", "ends": True})
        self.far.runner.send_message("stop")
        until(lambda: any(data.get("shakedown", {}).get("done") for data in self.reports))
        self.assertEqual(seen, [True])

    def test_tells_the_master_that_its_script_stops_the_test(self):
        heard = []
        self.far.runner.register_message("shakedown", lambda msg, **_: heard.append(msg.data))
        self.send("r1", 0)
        shakedown_listeners.raised.stop("no licence")
        until(lambda: any(data.get("shakedown", {}).get("done") for data in self.reports))
        self.assertEqual(heard, [{"stopTest": "no licence"}])

    def test_sends_its_last_figures_although_users_do_not_stop(self):
        with mock.patch.object(shakedown_guard, "LAST_SECONDS", 0.05):
            self.send("r1", 0)
            self.far.runner.send_message("shakedown", {"run": "r1", "ends": True})
            until(lambda: any(data.get("shakedown", {}).get("done") for data in self.reports))

    def test_tells_at_once_that_its_last_user_has_left(self):
        counts = [(1, 1)]
        self.generator.count_users = lambda: counts[0]
        self.send("r1", 0)
        gevent.sleep(2 * shakedown_guard.LEFT_SECONDS)
        counts[0] = (0, 1)
        until(lambda: any(data.get("shakedown", {}).get("users") == 0 for data in self.reports), within=2)

    def test_counts_what_locust_records(self):
        self.send("r1", 0)
        # A listener of the script may keep a request from Locust's figures.
        self.environment.events.request._handlers.insert(2, lambda **_: (_ for _ in ()).throw(StopUser()))
        with self.assertRaises(StopUser):
            self.environment.events.request.fire(request_type="GET", name="/", response_time=1, response_length=1)
        self.assertEqual((self.generator.report()["recorded"], self.environment.stats.total.num_requests), (1, 0))
        self.environment.events.test_start.fire(environment=self.environment)
        self.assertEqual(self.generator.report()["recorded"], 0)

    def test_runs_no_user_for_another_target(self):
        spawn = {"timestamp": 1, "user_classes_count": {"Idle": 1}, "stop_timeout": 0, "parsed_options": {}}
        with mock.patch.dict(os.environ, LOCUST_HOST="http://shop/"):
            self.far.runner.send_message("spawn", {**spawn, "host": "http://elsewhere"})
            self.far.runner.send_message("update_user_class", {"user_class_name": "Idle", "host": "http://elsewhere"})
            self.send("r1", 20)
            self.assertEqual(self.runner.user_count, 0)
            self.far.runner.send_message("spawn", {**spawn, "host": "http://shop"})
            until(lambda: self.runner.user_count == 1)
        self.assertEqual(self.environment.host, "http://shop")

    def test_reports_by_the_clock_of_the_master(self):
        self.send("r1", 0, ahead=3_600.5)
        self.environment.stats.log_request("GET", "/", 12, 100)
        (asked,) = self.environment.stats.total.num_reqs_per_sec
        self.runner._send_stats()
        until(lambda: any(data["stats_total"]["num_requests"] for data in self.reports))
        (data,) = [data for data in self.reports if data["stats_total"]["num_requests"]]
        self.assertEqual(data["stats_total"]["num_reqs_per_sec"], {asked + 3_600: 1})

    def test_reads_the_default_arguments_once(self):
        self.assertIs(argument_parser.default_args_dict(), argument_parser.default_args_dict())


class AMasterByItself(Guarded):
    """One process that also generates the load."""

    def visitors(self, target):
        class Visitor(FastHttpUser):
            host = target.url
            wait_time = constant(0.001)

            @task
            def visit(self):
                self.client.get("/")

        return Visitor

    def answered(self, account, target):
        """The requests that were answered according to the generator, which has to agree with the target. When Locust stops a user, it may abort a
        request that has just begun; the target may have seen it or not."""
        (generator,) = account["generators"]
        self.assertEqual(generator["started"], generator["finished"])
        answered = generator["finished"] - generator["aborted"]
        self.assertIn(len(target.asked), range(answered, generator["finished"] + 1))
        return answered

    def test_counts_the_same_requests_as_the_target_and_keeps_the_rate(self):
        target = Target(self)
        environment = environment_for(self, "--stop-timeout", "10", user_classes=[self.visitors(target)])
        environment.host = target.url
        runner = environment.create_local_runner()
        web = self.guard(environment, web=True)
        self.assertEqual(web.post("/shakedown/start", json={**ORDER, "users": 5, "rate": 50}).status_code, 200)
        until(lambda: len(target.asked) >= 20)
        runner.stop()
        account = web.get("/shakedown/account").json
        self.assertNotIn("countedFrom", account["run"])
        self.assertEqual(account["total"]["num_requests"], self.answered(account, target))
        lasted = account["run"]["stoppedAt"] - account["run"]["startedAt"]
        # It may be a tenth of a second late, and each user finishes its running request.
        self.assertLessEqual(len(target.asked), 50 * (lasted + 0.1) + 1 + 5)
        self.assertEqual(account["recorded"], account["total"]["num_requests"])
        until(lambda: web.get("/shakedown/status").json["run"]["settled"])

    def test_reports_when_counting_starts_if_locust_leaves_out_the_ramp_up(self):
        target = Target(self)
        arguments = ("--stop-timeout", "10", "--reset-stats")
        environment = environment_for(self, *arguments, user_classes=[self.visitors(target)])
        environment.host = target.url
        runner = environment.create_local_runner()
        web = self.guard(environment, web=True)
        # The second user starts a second after the first.
        web.post("/shakedown/start", json={**ORDER, "users": 2, "spawnRate": 1, "rate": 50})
        until(lambda: runner.state == "running")
        until(lambda: environment.stats.total.num_requests >= 5)
        runner.stop()
        account = web.get("/shakedown/account").json
        self.assertGreater(account["run"]["countedFrom"], account["run"]["startedAt"])
        self.assertLess(account["total"]["num_requests"], len(target.asked))
        self.answered(account, target)
        self.assertEqual(account["resets"], [])

    def test_reports_aborted_requests(self):
        held = gevent.event.Event()
        target = Target(self, answer=lambda path: held.wait())
        self.addCleanup(held.set)
        environment = environment_for(self, user_classes=[self.visitors(target)])
        environment.host = target.url
        runner = environment.create_local_runner()
        web = self.guard(environment, web=True)
        web.post("/shakedown/start", json={**ORDER, "users": 3})
        until(lambda: len(target.asked) == 3)
        runner.stop()
        account = web.get("/shakedown/account").json
        self.assertEqual((account["generators"][0]["aborted"], account["total"]["num_requests"]), (3, 0))

    def test_lets_a_script_prepare_a_test_without_waiting(self):
        environment = environment_for(self)
        environment.create_local_runner()
        self.guard(environment)
        self.assertEqual(self.generator.interval, 0)
