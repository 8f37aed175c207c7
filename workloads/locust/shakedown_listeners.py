"""Exceptions of a script that Locust only logs, and after which it continues: those of listeners, of `on_stop`, of a load shape, of `__init__`
of a user. They are counted together with those of the script's tasks, which Locust counts itself.
"""

import functools
import logging
import sys
import traceback

from locust import User

LOG_PREFIXES = (
    "Uncaught exception in event handler",
    "Uncaught exception in on_stop",
    "Uncaught exception in handler for",
    "Unhandled exception in greenlet",
)
# Marks an exception that is counted: the greenlet of a user may end by one that Locust has reported already.
COUNTED = "shakedown_counted"


class Raised(logging.Handler):
    """Finds such exceptions in Locust's log, the only place where Locust reports them."""

    def __init__(self, take):
        super().__init__(logging.ERROR)
        self.take = take
        self.taking = False

    def emit(self, record):
        _, error, where = record.exc_info or sys.exc_info()
        # `take` may call listeners, which may raise in turn.
        if error is None or self.taking or not str(record.msg).startswith(LOG_PREFIXES):
            return
        self.taking = True
        try:
            self.take(error, where)
        finally:
            self.taking = False


def watch(environment):
    """Counts these exceptions."""
    runner = environment.runner
    environment.events.user_error.add_listener(lambda exception, **_: setattr(exception, COUNTED, True))
    if hasattr(runner, "server"):
        take = lambda error, where: runner.log_exception("master", text_of(error), "".join(traceback.format_tb(where)))
    else:
        take = lambda error, where: environment.events.user_error.fire(user_instance=None, exception=error, tb=where)
    # Locust's own log does not pass its records on to the root.
    for name in (None, "locust"):
        logging.getLogger(name).addHandler(Raised(take))
    watch_users(take)


def watch_users(take):
    """Takes the exceptions that end a user's greenlet, such as those of its `on_stop` and of its `wait_time`, which nobody logs."""
    start = User.start
    if hasattr(start, "__wrapped__"):
        start = start.__wrapped__

    def ended(greenlet):
        if not getattr(greenlet.exception, COUNTED, False):
            take(greenlet.exception, greenlet.exc_info[2])

    @functools.wraps(start)
    def watched(self, group):
        greenlet = start(self, group)
        greenlet.link_exception(ended)
        return greenlet

    User.start = watched


def text_of(error):
    """What an exception says; its type when it says nothing."""
    return str(error) or type(error).__name__
