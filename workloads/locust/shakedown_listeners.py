"""Exceptions of a script's listeners, such as one that prepares a test. Locust only logs them, and continues as if the test were prepared."""

import logging
import sys
import traceback

LOG_PREFIX = "Uncaught exception in event handler"


class Raised(logging.Handler):
    """Finds the exceptions of listeners in Locust's log, the only place where Locust reports them."""

    def __init__(self, take):
        super().__init__(logging.ERROR)
        self.take = take
        self.taking = False

    def emit(self, record):
        _, error, where = sys.exc_info()
        # `take` may call listeners, which may raise in turn.
        if error is None or self.taking or not str(record.msg).startswith(LOG_PREFIX):
            return
        self.taking = True
        try:
            self.take(error, where)
        finally:
            self.taking = False


def watch(environment):
    """Counts these exceptions together with those of the script's users."""
    runner = environment.runner
    if hasattr(runner, "client"):
        take = lambda error, where: environment.events.user_error.fire(user_instance=None, exception=error, tb=where)
    else:
        take = lambda error, where: runner.log_exception("master", str(error), "".join(traceback.format_tb(where)))
    logging.getLogger().addHandler(Raised(take))
