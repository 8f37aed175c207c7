"""The master's record of a test: which workers were connected throughout, what they report, when and why it stopped.

It also keeps every test within its bounds, no matter what starts it: the suite, a person in the dashboard, a script's load shape.
"""

import os
import time
import uuid

import gevent
import locust
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner
from shakedown_caller import caller
from shakedown_figures import Resets
from shakedown_generator import generator
from shakedown_judgement import Judgement
from shakedown_latency import Latency
from shakedown_listeners import listen_first
from shakedown_users import Presence

POLL_SECONDS = 0.5
RATE_WINDOW_SECONDS = 5
MAX_SAMPLES = 1200
# How long the listeners of a script may take after a test, to judge it or to clean up, until it is over without them.
CLEANING_SECONDS = 25
# How long Locust may take to end a test after the last figures have arrived: it looks every second whether users still run.
STOPPING_SECONDS = 4
# How often a worker reports.
REPORT_SECONDS = 3


def bound(name, default):
    """A limit from the environment; 0 means none."""
    return float(os.environ.get(name, default))


class Bounds:
    """The limits of every test, no matter what starts it."""

    def __init__(self):
        self.users = bound("SHAKEDOWN_MAX_USERS", 10_000)
        self.seconds = bound("SHAKEDOWN_MAX_SECONDS", 7_200)
        self.rate = bound("SHAKEDOWN_MAX_RATE", 0)

    def refusal(self, users, seconds, rate):
        """Why such a test may not start, or None."""
        if self.users and users > self.users:
            return f"{users:g} users asked for, at most {self.users:g} are allowed"
        if self.seconds and seconds > self.seconds:
            return f"{seconds:g} s asked for, at most {self.seconds:g} s are allowed"
        if self.rate and rate > self.rate:
            return f"{rate:g} requests per second asked for, at most {self.rate:g} are allowed"
        return None


class Master:
    """The record and the supervision of the current or last test."""

    def __init__(self, environment):
        self.environment = environment
        self.bounds = Bounds()
        self.instance_id = uuid.uuid4().hex
        self.expected = self._expected_at_start()
        self.asked = {}
        self.run = None
        self.members = {}
        self.generators = {}
        self.connections = []
        self.lost = []
        self.resets = []
        self.presence, self.idle, self.latency = Presence(), Presence(), Latency()
        self.not_started = None
        self.retiring = 0
        self.timer = None
        self.sent_rate = None
        self.script_ends = {}
        self.empty_since = None
        self.judgement = Judgement(environment)
        # The ids of the tests whose users Locust has ended, whose listeners of `test_stop` have returned, and that the script has judged.
        self.ended = self.stopped = self.judging = self.judged = None

    def _expected_at_start(self):
        return self.environment.parsed_options.expect_workers if self.distributed else 1

    @property
    def runner(self):
        return self.environment.runner

    @property
    def distributed(self):
        return isinstance(self.runner, MasterRunner)

    @property
    def active(self):
        return self.run is not None and "stoppedAt" not in self.run

    def connected(self):
        """The ids of the connected workers."""
        if not self.distributed:
            return ["local"]
        clients = self.runner.clients
        return [client.id for client in clients.ready + clients.spawning + clients.running]

    # orders of a person or the suite

    def start(self, asked):
        """Starts a test within the bounds. Returns the reason if it cannot start, or None."""
        refusal = self.bounds.refusal(asked["users"], asked["seconds"], asked.get("rate") or 0)
        if refusal:
            return refusal
        if self.active or self.runner.state in (STATE_SPAWNING, STATE_RUNNING):
            return "a test is under way"
        if len(self.connected()) < self.expected:
            return f"{len(self.connected())} of {self.expected} workers are connected"
        self.asked, self.not_started = asked, None
        if self.environment.shape_class:
            self.runner.start_shape()
            starting = self.runner.shape_greenlet
        else:
            starting = gevent.spawn(self.runner.start, asked["users"], asked["spawnRate"])
        starting.link(lambda ended: self._after_starting(asked["id"], ended))
        return None

    def _after_starting(self, id, ended):
        """Records why a test did not start, and ends one whose load shape has raised: its users would stay as they are."""
        shape = self.environment.shape_class
        if self.run and self.run["id"] == id:
            if shape and not ended.successful():
                self.stop("script", f"the load shape raised {ended.exception!r}")
            return
        # A runner without workers starts a test in another greenlet.
        if not ended.successful():
            self.not_started = {"id": id, "why": f"it raised {ended.exception!r}"}
        elif shape or self.distributed:
            why = "the load shape was over at once" if shape else "Locust has not started it"
            self.not_started = {"id": id, "why": why}

    def change_rate(self, rate):
        """Changes the rate of the running test. Returns the reason if it cannot be changed, or None."""
        refusal = self.bounds.refusal(0, 0, rate)
        if refusal or not self.active:
            return refusal or "no test is under way"
        self.run["rate"], self.run["ratedAt"] = rate, time.time()
        self.share_rate()
        return None

    def expect(self, workers):
        """Sets the expected number of workers; workers that leave because of it are not lost."""
        self.retiring += max(0, self.expected - workers)
        self.expected = workers
        self.note_connections()

    def stop(self, code, reason):
        """Ends the test and records why: a code for programs, a reason for people."""
        self._note_stop(code, reason)
        if self.environment.parsed_options.headless:
            gevent.spawn(self.runner.quit)
        else:
            gevent.spawn(self.runner.stop)

    # events of Locust

    def listen(self):
        """Gets the events of Locust."""
        hooks = self.environment.events
        # Before the script's listeners, which may set an exit code.
        listen_first(hooks.test_start, lambda **_: self.judgement.begin())
        hooks.test_start.add_listener(self.on_test_start)
        hooks.test_stopping.add_listener(self.on_test_stopping)
        listen_first(hooks.test_stop, self.on_test_stop)
        hooks.worker_connect.add_listener(self.send_run_to)
        fire = hooks.test_stop.fire

        def fire_and_note(**named):
            self.ended = self.run and self.run["id"]
            try:
                fire(**named)
            finally:
                self.stopped = self.ended

        hooks.test_stop.fire = fire_and_note
        Resets(self.environment, self.note_reset, self.note_left_out)

    def on_test_start(self, **_):
        asked, self.asked = self.asked, {}
        options = self.environment.parsed_options
        self.run = {
            "id": asked.get("id") or uuid.uuid4().hex,
            "startedAt": time.time(),
            "users": asked.get("users") or options.num_users or self.runner.target_user_count,
            "spawnRate": asked.get("spawnRate") or options.spawn_rate or getattr(self.runner, "spawn_rate", 0) or 1,
            "seconds": asked.get("seconds") or options.run_time or self.bounds.seconds,
            **{"runTime": asked.get("runTime"), "rate": asked.get("rate") or 0},
            "shape": self.environment.shape_class is not None,
        }
        self.members = {id: True for id in self.connected()}
        # Workers that had to leave before this test have left, or are connected in excess of the expected number.
        self.retiring = max(0, len(self.members) - self.expected)
        self.generators, self.connections, self.lost, self.resets = {}, [], [], []
        self.presence, self.idle, self.latency = Presence(), Presence(), Latency()
        self.script_ends, self.empty_since = {}, None
        self.note_connections()
        self.sent_rate = None
        self.share_rate()
        if not self.distributed:
            generator.begin(self.run["id"])
        if self.timer:
            self.timer.kill(block=False)
        self.timer = self._end_in_time(self.run["seconds"])

    def _end_in_time(self, seconds):
        # A person in the dashboard, or LOCUST_RUN_TIME, may have requested more than is allowed.
        bound = self.bounds.seconds
        if bound and seconds > bound:
            return gevent.spawn_later(bound, self.stop, "bound", self.bounds.refusal(0, seconds, 0))
        if not seconds:
            return None
        shape = self.environment.shape_class
        # Such a shape, as Locust defines it, ends by itself. The other kind reads the run time, or leaves the end to it.
        if shape and not shape.use_common_options:
            return gevent.spawn_later(seconds, self.stop, "shape-cut", "run time over before the load shape")
        return gevent.spawn_later(seconds, self.stop, "time-over", "run time over")

    def on_test_stopping(self, **_):
        if not self.active:
            return
        self.update_members()
        self._note_stop(*self._why_stopping())
        self.run["stoppedAt"] = time.time()
        if self.distributed:
            # Users that leave from now on do so because they have to.
            self.runner.send_message("shakedown", {"run": self.run["id"], "ends": True})
        else:
            generator.stop()
        if self.timer:
            self.timer.kill(block=False)

    def _why_stopping(self):
        if not self.connected():
            return "no-worker", "no worker left"
        # A load shape stops the test from its own greenlet when it is over.
        if self.environment.shape_class and gevent.getcurrent() is self.runner.shape_greenlet:
            return "shape-over", "the load shape is over"
        by = caller()
        return ("script", f"the script ended it in {by}") if by else ("asked", "asked")

    def _note_stop(self, code, reason):
        """The first reason counts."""
        if self.active and "stopCode" not in self.run:
            self.run["stopCode"], self.run["stopReason"] = code, reason

    def on_test_stop(self, **_):
        if not self.distributed and self.run:
            self.on_test_stopping()
            generator.end()
            self.on_report("local", generator.report())

    def note_reset(self):
        """Records that a script, or somebody on the dashboard, has reset the figures."""
        if self.run:
            self.resets.append(time.time() - self.run["startedAt"])

    def note_left_out(self):
        """Records when Locust, or the script, starts to count, if it leaves out the ramp-up."""
        if self.active:
            self.run["countedFrom"] = time.time()

    def on_message(self, client_id, data):
        """A worker is ready for its run; or, with data, its script has ended it, or the test."""
        if data and "stopTest" in data:
            if self.active:
                self.note_stop_test(data["stopTest"])
                gevent.spawn(self.runner.stop)
        elif data:
            self.script_ends[client_id] = data["script"]
        else:
            self.send_run_to(client_id)

    def send_run_to(self, client_id, **_):
        """Sends a worker that connects during a test, or asks for it, the run and its share of the rate: its users wait for that."""
        if self.active:
            workers = {*self.connected(), client_id}
            self.send_rate(self.workers_with_users(len(workers)), client_id)

    def on_report(self, client_id, sample):
        """Adds a worker's figures of the current test."""
        if not self.run or sample["run"] != self.run["id"]:
            return
        known = self.generators.setdefault(
            client_id, {"id": client_id, "samples": [], "late": {}, "standing": {}, "recorded": 0, "started": 0, "finished": 0, "aborted": 0}
        )
        if known.get("done"):
            return
        for key in ("standing", "recorded", "started", "finished", "aborted", "unanswered", "done", "cpuLimit"):
            known[key] = sample[key]
        known["now"] = [sample["users"], sample["asked"]]
        self.presence.add(sample["presence"])
        self.idle.add(sample["idle"])
        for late, count in sample["late"].items():
            known["late"][late] = known["late"].get(late, 0) + count
        parts = ("seconds", "cpuSeconds", "periods", "throttled", "waiting", "users")
        known["samples"].append([round(sample[part], 4) for part in parts])
        if len(known["samples"]) > MAX_SAMPLES:
            known["samples"] = merged(known["samples"])

    def on_times(self, run, times):
        """Adds the response times of a worker's last seconds."""
        if self.run and run == self.run["id"]:
            self.latency.add(max(0, time.time() - self.run["startedAt"]), times)

    # supervision

    def watch(self):
        while True:
            gevent.sleep(POLL_SECONDS)
            if not self.distributed and self.active:
                self._report_locally()
            if self.active:
                self.update_members()
                self.enforce()
                self.end_without_users()
            elif self.run and self.judged != self.run["id"]:
                self.update_members()
                self.judge_when_over()

    def update_members(self):
        """Records which workers have connected and which have left; after a test, which of them have left without their last figures."""
        now = set(self.connected())
        for id in [id for id in self.members if id not in now]:
            if self.generators.get(id, {}).get("done"):
                continue
            del self.members[id]
            if self.retiring > 0:
                self.retiring -= 1
                continue
            missing = self.distributed and id in self.runner.clients
            by = self.script_ends.get(id)
            why = "no heartbeat for 3 s" if missing else f"its script ended it in {by}" if by else "it left"
            self.lost.append({"id": id, "at": time.time() - self.run["startedAt"], "why": why})
        if not self.active:
            return
        for id in now:
            self.members[id] = True
        self.note_connections()
        self.share_rate()

    def note_connections(self):
        if not self.run:
            return
        state = [self.expected, len(self.connected())]
        if not self.connections or self.connections[-1][1:] != state:
            self.connections.append([round(time.time() - self.run["startedAt"], 1), *state])

    def share_rate(self):
        """Sends each generator its share of the rate or of the bound on it."""
        rate, workers = self.rate(), self.workers_with_users(len(self.connected()))
        if self.sent_rate == (rate, workers):
            return
        self.sent_rate = (rate, workers)
        if self.distributed:
            self.send_rate(workers)
        else:
            generator.pace(rate)

    def workers_with_users(self, workers):
        """How many of the workers share the rate: with fewer users than workers, some workers have no user and send no request."""
        return max(1, min(workers, self.runner.target_user_count))

    def send_rate(self, workers, client_id=None):
        """Sends one worker, or all, their share of the rate, for this number of workers."""
        message = {"run": self.run["id"], "rate": self.rate() / workers, "now": time.time(), "startedAt": self.run["startedAt"]}
        self.runner.send_message("shakedown", message, client_id)

    def rate(self):
        """The requested rate or the bound on it, whichever is lower; 0 when there is neither."""
        return min([part for part in (self.run["rate"], self.bounds.rate) if part], default=0)

    def enforce(self):
        """Ends a test that exceeds the bounds, whatever a script does."""
        users, rate = self.runner.user_count, self.current_rate()
        if self.bounds.users and users > self.bounds.users:
            self.stop("bound", f"{users} users, at most {self.bounds.users:g} are allowed")
        elif self.bounds.rate and rate > 1.2 * self.bounds.rate:
            self.stop("bound", f"{rate:.0f} requests per second, at most {self.bounds.rate:g} are allowed")

    def end_without_users(self):
        """Ends a test whose users have all left: nothing comes after them, except by a load shape."""
        if self.environment.shape_class or self.runner.state != STATE_RUNNING or not self.members:
            return
        last = [self.generators.get(id, {}).get("now") for id in self.members]
        if None in last or any(users for users, _ in last) or self.runner.user_count:
            self.empty_since = None
            return
        if not any(asked for _, asked in last):
            # Locust gives the users of a lost worker to those that are connected, but none to one that connects later.
            if not self.lost or not self.runner.target_user_count:
                return
            self.empty_since = self.empty_since or time.monotonic()
            # The last report may be older than the order to start users.
            if time.monotonic() - self.empty_since < 2 * REPORT_SECONDS:
                return
        by = next((self.script_ends[id] for id in [*self.members, *(one["id"] for one in self.lost)] if id in self.script_ends), None)
        if by:
            self.stop("script", f"the script ended its worker in {by}")
        else:
            self.stop("users-left", "all users have left")

    def judge_when_over(self):
        """Lets the script judge the test when its last figures have arrived."""
        if self.judging != self.run["id"] and self.figures_are_in():
            self.judging = self.run["id"]
            gevent.spawn(self._judge, self.judging)

    def _judge(self, id):
        with gevent.Timeout(CLEANING_SECONDS, False):
            self._await_listeners(id)
            self.judgement.judge()
            self.judged = id
        if self.judged != id:
            late = f"listeners of test_stop or quitting did not return within {CLEANING_SECONDS} s"
            self.runner.log_exception("master", late, "")
            self.judged = id

    def _await_listeners(self, id):
        """Waits until the listeners of `test_stop` have returned, if Locust comes to call them: some users may not let it end the test."""
        begun = time.monotonic()
        while self.stopped != id and (self.ended == id or time.monotonic() - begun < STOPPING_SECONDS):
            gevent.sleep(0.05)

    def note_script(self, by):
        """Notes the line of the script that ends the test, if any."""
        if by:
            self._note_stop("script", f"the script ended it in {by}")

    def note_stop_test(self, text):
        """Notes that the script ends the test by raising StopTest."""
        self._note_stop("script", f"the script raised StopTest: {text}")

    def current_rate(self):
        counts = self.environment.stats.total.num_reqs_per_sec
        # The last three seconds are not completely reported yet.
        last = int(time.time()) - 3
        return sum(counts.get(second, 0) for second in range(last - RATE_WINDOW_SECONDS, last)) / RATE_WINDOW_SECONDS

    def _report_locally(self):
        if time.monotonic() - generator.since >= REPORT_SECONDS:
            self.on_report("local", generator.report())

    # reports

    def figures_are_in(self):
        """Whether the test is over and each worker that is not lost has sent its last figures."""
        if self.run is None or self.active:
            return False
        lost_ids = {lost["id"] for lost in self.lost}
        return all(self.generators.get(id, {}).get("done") for id in self.members if id not in lost_ids)

    def settled(self):
        """Whether the figures are in, and the script has judged them."""
        return self.figures_are_in() and self.judged == self.run["id"]

    def status(self):
        """The short account, for frequent polling."""
        total, workers = self.environment.stats.total, []
        if self.distributed:
            workers = [
                {"id": c.id, "state": c.state, "users": c.user_count, "cpu": self.cpu_of(c)}
                for c in list(self.runner.clients.values())
            ]
        return {
            "instanceId": self.instance_id,
            "locust": locust.__version__,
            "state": self.runner.state,
            "host": self.environment.host or "",
            "expected": self.expected,
            "connected": len(self.connected()),
            "workers": workers,
            "users": self.runner.user_count,
            "requests": total.num_requests,
            "failures": total.num_failures,
            "rate": total.current_rps,
            "failureRate": total.current_fail_per_sec,
            "percentiles": {p: total.get_response_time_percentile(p / 100) for p in (50, 95, 99)},
            "run": {**self.run, "settled": self.settled()} if self.run else None,
            "notStarted": self.not_started,
            "exitCode": self.judgement.exit_code(),
        }

    def cpu_of(self, client):
        """The cores that a worker used according to its last figures; between tests Locust's own figure, which is older."""
        samples = self.generators.get(client.id, {}).get("samples") if self.active else None
        return samples[-1][1] / samples[-1][0] if samples and samples[-1][0] else client.cpu_usage / 100

    def account(self):
        """The complete account of the test, for its verdict."""
        stats = self.environment.stats
        return {
            **self.status(),
            "connections": self.connections,
            "lost": self.lost,
            "resets": self.resets,
            "presence": self.presence.periods(),
            "idle": self.idle.periods(),
            "latency": self.latency.periods(),
            "recorded": generator.count_recorded() * self.distributed + sum(one["recorded"] for one in self.generators.values()),
            "generators": list(self.generators.values()),
            "total": stats.total.serialize(),
            "entries": [named(entry.serialize()) for entry in stats.entries.values()],
            "errors": [named(error.to_dict()) for error in stats.errors.values()],
            "exceptions": [
                {"count": row["count"], "message": row["msg"], "traceback": row["traceback"]}
                for row in self.runner.exceptions.values()
            ],
        }


def named(figures):
    """The figures of an endpoint with texts for its method and name: scripts may name it by anything (`name=7`), or without a method."""
    return {**figures, "method": str(figures["method"] or ""), "name": str(figures["name"])}


def merged(samples):
    """Merges pairs of neighbouring samples: lengths and counts are added, waiting and users are averaged. An odd last sample stays unchanged."""
    pairs = zip(samples[::2], samples[1::2])
    halved = [[*(x + y for x, y in zip(a[:4], b[:4])), (a[4] + b[4]) / 2, (a[5] + b[5]) / 2] for a, b in pairs]
    return halved + samples[len(halved) * 2 :]
