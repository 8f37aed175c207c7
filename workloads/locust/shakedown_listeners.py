"""Errors of a script's listeners, such as one that prepares a test: Locust logs them and goes on, as if the test were prepared."""

import logging
import sys
import traceback

SAID = "Uncaught exception in event handler"


class Raised(logging.Handler):
    """Takes the errors of listeners from Locust's log, the only place where Locust reports them."""

    def __init__(self, take):
        super().__init__(logging.ERROR)
        self.take = take
        self.taking = False

    def emit(self, record):
        _, error, where = sys.exc_info()
        # A listener that takes the error may raise as well.
        if error is None or self.taking or not str(record.msg).startswith(SAID):
            return
        self.taking = True
        try:
            self.take(error, where)
        finally:
            self.taking = False


def watch(environment):
    """Counts them with the errors of the script's users."""
    runner = environment.runner
    if hasattr(runner, "client"):
        take = lambda error, where: environment.events.user_error.fire(user_instance=None, exception=error, tb=where)
    else:
        take = lambda error, where: runner.log_exception("master", str(error), "".join(traceback.format_tb(where)))
    logging.getLogger().addHandler(Raised(take))
