"""The guard: loaded with every script, it records whether the figures of a load test can be trusted.

    locust -f script.py,shakedown_guard.py …

Workers measure themselves and send the figures with their reports. The master adds which workers were connected when, serves the account as
JSON under /shakedown/, accepts orders there, and writes the account to SHAKEDOWN_GUARD_FILE when it ends.
"""

import functools
import json
import os

import gevent
import shakedown_access
import shakedown_clients
import shakedown_ends
import shakedown_host
import shakedown_listeners
import shakedown_ready
import shakedown_start
import shakedown_target
from flask import jsonify, request
from gevent import monkey
from locust import argument_parser, events
from locust.runners import STATE_STOPPED, MasterRunner, WorkerRunner
from shakedown_clock import MasterClock
from shakedown_figures import Recorded
from shakedown_generator import generator
from shakedown_master import Master
from shakedown_users import asked_of


# The guard is loaded after the script.
shakedown_start.start.loaded()
shakedown_ready.wait_for_guards()
shakedown_ends.hear()

# How long a worker waits, beyond the time that users have to stop, until it sends its last figures although some have not stopped.
LAST_SECONDS = 2.0
# How often a worker looks whether all its users have left.
LEFT_SECONDS = 0.5


@events.init.add_listener
def on_init(environment, runner, web_ui, **_):
    refuse_without_dashboard(runner, web_ui)
    name_script(environment)
    shakedown_target.apply(environment.user_classes)
    shakedown_listeners.watch(environment)
    recorded = Recorded(environment.events)
    generator.count_recorded = lambda: recorded.count
    shakedown_clients.follow(environment.events, generator)
    generator.greenlets = lambda: list(runner.user_greenlets)
    generator.count_users = lambda: (runner.user_count, asked_of(runner))
    if isinstance(runner, WorkerRunner):
        guard_worker(environment, runner)
    else:
        guard_master(environment, web_ui)
    shakedown_start.start.ready()


def refuse_without_dashboard(runner, web_ui):
    """Ends the master of a platform that something has told to run without its dashboard: nobody could give it orders."""
    if os.environ.get("SHAKEDOWN_TOKEN_SHA256") and isinstance(runner, MasterRunner) and not web_ui:
        shakedown_start.end("Locust was told to run without its dashboard (headless), by a locust.conf, a pyproject.toml or the script")


def name_script(environment):
    """Names the script in reports, and not what is loaded before it."""
    others = [path for path in environment.parsed_locustfiles or () if os.path.basename(path) != "shakedown_start.py"]
    if others:
        environment.locustfile = os.path.basename(others[0])


def guard_worker(environment, runner):
    clock = MasterClock()
    keep_default_arguments()

    def on_message(msg, **_):
        if msg.data.get("ends"):
            generator.stop()
            # Its script may have stopped this worker earlier; then it does not stop again.
            if runner.state == STATE_STOPPED:
                generator.end()
            else:
                gevent.spawn_later(environment.stop_timeout + LAST_SECONDS, end_run, generator.run)
            return
        generator.pace(msg.data["rate"])
        if generator.run != msg.data["run"]:
            # The loop is idle before a test, so the message was not delayed here.
            clock.set_by(msg.data["now"])
            # Locust keeps the number of the test before until it asks for users.
            runner.target_user_count = 0
            generator.begin(msg.data["run"], msg.data["now"] - msg.data["startedAt"])

    def end_run(run):
        # A user whose `on_stop` does not end, even when it is killed, keeps Locust from ending the test.
        if generator.run == run:
            generator.end()

    def on_report(data, **_):
        clock.shift(data)
        if generator.run:
            data["shakedown"] = generator.report()

    shakedown_host.pin_worker(runner)
    runner.register_message("shakedown", on_message)
    generator.ask_for_rate = lambda: runner.send_message("shakedown")
    # Not at the next report, which may be three seconds away, or never come: a listener of the script may end this process.
    generator.send = runner._send_stats
    environment.events.report_to_master.add_listener(on_report)
    shakedown_listeners.listen_first(environment.events.test_stop, lambda **_: generator.end() if generator.stopping else None)
    ends = shakedown_ends.EndsOfWorker(runner, generator)
    shakedown_listeners.raised.stop = ends.stop_test
    # The master keeps users away until it hears this.
    generator.ask_for_rate()
    gevent.spawn(generator.tick)
    gevent.spawn(tell_that_users_left, runner)
    # A native thread: a greenlet cannot watch the loop that it runs on.
    monkey.get_original("_thread", "start_new_thread")(generator.watch_for_blocking, ())


def tell_that_users_left(runner):
    """Sends the figures when the last user of this worker has left, for a test without users ends."""
    had_users = False
    while True:
        gevent.sleep(LEFT_SECONDS)
        users, asked = generator.count_users()
        if had_users and generator.running and not generator.stopping and asked and not users:
            runner._send_stats()
        had_users = users > 0


def keep_default_arguments():
    """Caches Locust's default arguments. Each time the master sets a worker's number of users (every second during the ramp-up), Locust 2.47
    reads the default arguments once for each of its 56 options, and parses a command line each time: 80 ms of CPU during which no user runs.
    """
    argument_parser.default_args_dict = functools.cache(argument_parser.default_args_dict)
    argument_parser.default_args_dict()


def guard_master(environment, web_ui):
    # Requests of a script on the master, to prepare a test, are not part of the load.
    generator.pace(0)
    master = Master(environment)
    hooks = environment.events
    master.listen()
    shakedown_listeners.raised.stop = master.note_stop_test
    if master.distributed:
        environment.runner.register_message("shakedown", lambda msg, **_: master.on_message(msg.node_id, msg.data))
    hooks.worker_report.add_listener(lambda client_id, data: hear_report(master, client_id, data))
    hooks.quit.add_listener(lambda **_: write(master))
    if master.distributed and web_ui is not None:
        shakedown_ends.EndsOfMaster(environment, master.note_script)
    gevent.spawn(master.watch)
    if not master.distributed:
        gevent.spawn(generator.tick)
        hooks.request.add_listener(lambda response_time, **_: hear_request(master, response_time))
    if web_ui:
        serve(master, web_ui, environment.parsed_options.web_base_path or "")


def hear_report(master, client_id, data):
    """Takes what a worker reports of its last seconds."""
    if "shakedown" in data:
        master.on_report(client_id, data["shakedown"])
        master.on_times(data["shakedown"]["run"], data["stats_total"]["response_times"])


def hear_request(master, response_time):
    """Takes a request of this process, which has no workers."""
    if master.active and response_time is not None:
        master.on_times(master.run["id"], {round(response_time): 1})


def write(master):
    path = os.environ.get("SHAKEDOWN_GUARD_FILE")
    if path:
        with open(path, "w") as file:
            json.dump(master.account(), file)


def serve(master, web_ui, base):
    """Serves the account and the orders over HTTP, in addition to Locust's own pages."""
    app = web_ui.app
    shakedown_access.guard(app, base)
    shakedown_host.pin_dashboard(app, base, master.environment)

    @app.route(f"{base}/shakedown/status")
    def status():
        return jsonify(master.status())

    @app.route(f"{base}/shakedown/account")
    def account():
        return jsonify(master.account())

    @app.route(f"{base}/shakedown/start", methods=["POST"])
    def start():
        return answer(master.start(request.get_json(force=True)))

    @app.route(f"{base}/shakedown/stop", methods=["POST"])
    def stop():
        master.stop("asked", "asked")
        return answer(None)

    @app.route(f"{base}/shakedown/rate", methods=["POST"])
    def change_rate():
        return answer(master.change_rate(request.get_json(force=True)["rate"]))

    @app.route(f"{base}/shakedown/expect", methods=["POST"])
    def expect():
        master.expect(request.get_json(force=True)["workers"])
        return answer(None)

    def answer(refusal):
        return (jsonify({"refused": refusal}), 409) if refusal else (jsonify(master.status()), 200)

    @app.before_request
    def keep_within_bounds():
        if request.path == f"{base}/swarm" and request.method == "POST":
            users = float(request.form.get("user_count") or 0)
            refusal = master.bounds.refusal(users, 0, 0)
            if refusal:
                return jsonify({"success": False, "message": refusal, "host": master.environment.host})
        return None
