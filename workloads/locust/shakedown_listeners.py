"""Exceptions of a script that Locust only logs, and after which it continues: those of listeners, of `on_stop`, of a load shape, of `__init__`
of a user. They are counted together with those of the script's tasks, which Locust counts itself.
"""

import functools
import logging
import sys
import traceback

import locust.event
import locust.runners
import locust.user.task
from locust import User
from locust.exception import StopTest
from shakedown_idle import Acting

LOG_PREFIXES = (
    "Uncaught exception in event handler",
    "Uncaught exception in on_stop",
    "Uncaught exception in handler for",
    "Unhandled exception in greenlet",
)
# Marks an exception that is counted: the greenlet of a user may end by one that Locust has reported already.
COUNTED = "shakedown_counted"


class Log:
    """What a module of Locust logs with. A script may disable logging, raise its level, or remove its handlers; its exceptions are found
    where Locust logs them, before any of that matters.
    """

    def __init__(self, log, raised):
        self._log, self._raised = log, raised

    def error(self, text, *arguments, **named):
        # How Locust says that a script has raised StopTest, outside of a user, and that it stops this runner.
        if isinstance(text, StopTest):
            self._raised.stop(text_of(text))
        self._raised.find(text, named.get("exc_info"))
        self._log.error(text, *arguments, **named)

    def log(self, level, text, *arguments, **named):
        self._raised.find(text, named.get("exc_info"))
        self._log.log(level, text, *arguments, **named)

    def __getattr__(self, name):
        return getattr(self._log, name)


class Raised:
    """Takes the exceptions that Locust logs, and calls `stop` with the text of a StopTest."""

    def __init__(self, take, stop=lambda text: None):
        self.take, self.stop = take, stop
        self._is_taking = False

    def find(self, text, exc_info):
        """Takes the exception that is being logged, if it is one of a script."""
        _, error, where = exc_info if isinstance(exc_info, tuple) else sys.exc_info()
        # `take` may call listeners, which may raise in turn.
        if error is None or self._is_taking or not str(text).startswith(LOG_PREFIXES):
            return
        self._is_taking = True
        try:
            self.take(error, where)
        finally:
            self._is_taking = False


def watch(environment):
    """Counts these exceptions."""
    runner = environment.runner
    environment.events.user_error.add_listener(lambda exception, **_: setattr(exception, COUNTED, True))
    if hasattr(runner, "server"):
        take = lambda error, where: runner.log_exception("master", text_of(error), "".join(traceback.format_tb(where)))
    else:
        take = lambda error, where: environment.events.user_error.fire(user_instance=None, exception=error, tb=where)
    raised.take = take
    watch_users(take)


def watch_users(take):
    """Follows what each user does, and takes the exceptions that end a user's greenlet, such as those of its `on_stop` and of its `wait_time`, which nobody logs."""
    start = User.start
    if hasattr(start, "__wrapped__"):
        start = start.__wrapped__

    def ended(greenlet):
        if not getattr(greenlet.exception, COUNTED, False):
            take(greenlet.exception, greenlet.exc_info[2])

    @functools.wraps(start)
    def watched(self, group):
        greenlet = start(self, group)
        greenlet.shakedown_acting = Acting()
        greenlet.link_exception(ended)
        return greenlet

    User.start = watched


def text_of(error):
    """What an exception says; its type when it says nothing."""
    return str(error) or type(error).__name__


def listen_first(hook, listener):
    """Adds a listener that is called before those of Locust and of the script."""
    hook._handlers.insert(0, listener)


# Before `watch`, Locust itself ends a process whose script raises.
raised = Raised(lambda error, where: None)
locust.event.logging = Log(logging, raised)
locust.user.task.logging = Log(logging, raised)
locust.runners.logging = Log(logging, raised)
locust.runners.logger = Log(locust.runners.logger, raised)
