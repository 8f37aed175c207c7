"""Real runners of Locust, on loopback, for one test each."""

import gevent
from locust import User, task
from locust.argument_parser import get_parser
from locust.env import Environment
from locust.rpc.protocol import Message
from locust.rpc.zmqrpc import Client
from locust.runners import STATE_MISSING

LOOPBACK = "127.0.0.1"
VERSION = "2.47.0"


class Idle(User):
    """A user who does nothing."""

    @task
    def wait(self):
        gevent.sleep(60)


def environment_for(test, *arguments, user_classes=(Idle,), shape=None):
    """An environment as Locust's command line creates it; everything it starts ends with the test."""
    options = get_parser(default_config_files=[]).parse_args(list(arguments))
    environment = Environment(
        user_classes=list(user_classes),
        shape_class=shape,
        reset_stats=options.reset_stats,
        host="http://target.invalid",
        parsed_options=options,
    )
    test.addCleanup(lambda: _end(environment))
    return environment


def _end(environment):
    runner = environment.runner
    runner.user_greenlets.kill()
    runner.greenlet.kill()
    for end in ("server", "client"):
        if hasattr(runner, end):
            _close(getattr(runner, end))


def _close(end):
    """Closes one end of a connection with its context, which Locust keeps until the process ends."""
    end.close(linger=0)
    end.socket.context.term()


def master_for(test, *arguments, **different):
    """A master that expects no worker unless the arguments set a number."""
    environment = environment_for(test, "--master", *arguments, **different)
    environment.create_master_runner(LOOPBACK, 0)
    return environment


class FarWorker:
    """The worker's end of a connection: sends messages to the master, and records the master's messages."""

    def __init__(self, test, runner, id):
        self.id = id
        self.heard = []
        self._runner = runner
        self._client = Client(LOOPBACK, runner.server.port, id)
        listening = gevent.spawn(self._listen)
        test.addCleanup(lambda: (listening.kill(), _close(self._client)))
        self.say("client_ready", VERSION)
        until(lambda: ("ack", None) in self.heard)
        # What the guard in it says when its script is ready.
        self.say("shakedown")
        until(lambda: id in runner.clients)

    def _listen(self):
        while True:
            message = self._client.recv()
            data = message.data if message.type == "shakedown" else None
            self.heard.append((message.type, data))

    def say(self, type, data=None):
        self._client.send(Message(type, data, self.id))

    def leave(self):
        self.say("quit")
        until(lambda: self.id not in self._runner.clients)

    def stop_heartbeats(self):
        """Sets the state that the master sets after three seconds without a heartbeat."""
        self._runner.clients[self.id].state = STATE_MISSING

    def send_heartbeat(self):
        self.say("heartbeat", {"state": "ready", "current_cpu_usage": 0})
        until(lambda: self._runner.clients[self.id].state == "ready")

    def rates(self):
        """The rates that the guard has sent."""
        return [data["rate"] for type, data in self.heard if type == "shakedown" and "rate" in data]


def until(happens, within=60):
    """Waits until other greenlets have done something; the timeout is long enough for a busy machine."""
    # Not a TimeoutError: it is an OSError, which those who ask a master that may not answer take for no answer, and wait on.
    with gevent.Timeout(within, AssertionError(f"not within {within} s")):
        while not happens():
            gevent.sleep(0.005)
