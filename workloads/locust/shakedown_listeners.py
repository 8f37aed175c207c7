"""What listeners of a script raise, such as one that prepares a test: Locust writes it into its log and goes on, as if the test were prepared."""

import logging
import sys
import traceback

SAID = "Uncaught exception in event handler"


class Raised(logging.Handler):
    """Takes what listeners raise out of Locust's log, which is the only place where it says so."""

    def __init__(self, take):
        super().__init__(logging.ERROR)
        self.take = take
        self.taking = False

    def emit(self, record):
        _, error, where = sys.exc_info()
        # Whoever takes it may listen to Locust as well, and raise.
        if error is None or self.taking or not str(record.msg).startswith(SAID):
            return
        self.taking = True
        try:
            self.take(error, where)
        finally:
            self.taking = False


def watch(environment):
    """Has them counted with what the users of a script raise."""
    runner = environment.runner
    if hasattr(runner, "client"):
        take = lambda error, where: environment.events.user_error.fire(user_instance=None, exception=error, tb=where)
    else:
        take = lambda error, where: runner.log_exception("master", str(error), "".join(traceback.format_tb(where)))
    logging.getLogger().addHandler(Raised(take))
