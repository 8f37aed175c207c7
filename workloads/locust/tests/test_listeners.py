import logging
import unittest
from unittest import mock

import shakedown_listeners
from locust import User
from locust.exception import StopTest
from shakedown_listeners import LOG_PREFIXES, Log, Raised
from tests.real_locust import FarWorker, master_for


class Listeners(unittest.TestCase):
    """Listeners of a script on a master; on a worker, Locust itself reports their exceptions to the master."""

    def setUp(self):
        self.environment = master_for(self, "--expect-workers", "1")
        self.runner = self.environment.runner
        FarWorker(self, self.runner, "a")
        self.enterContext(mock.patch.object(shakedown_listeners.raised, "take", None))
        self.enterContext(mock.patch.object(User, "start", User.start))
        shakedown_listeners.watch(self.environment)

    def raised(self):
        return [(row["count"], row["msg"]) for row in self.runner.exceptions.values()]

    def test_exceptions_before_a_test_are_counted_like_those_of_users(self):
        def log_in(**_):
            raise RuntimeError("cannot log in")

        self.environment.events.test_start.add_listener(log_in)
        self.runner.start(1, 1)
        self.assertEqual(self.raised(), [(1, "cannot log in")])
        self.assertIn("in log_in", next(iter(self.runner.exceptions.values()))["traceback"])


    def test_exceptions_are_counted_whatever_the_script_does_to_the_log(self):
        def fail(**_):
            raise RuntimeError("cannot log in")

        logging.disable(logging.CRITICAL)
        self.addCleanup(lambda: logging.disable(logging.NOTSET))
        self.environment.events.test_stop.add_listener(fail)
        self.environment.events.test_stop.fire(environment=self.environment)
        self.assertEqual(self.raised(), [(1, "cannot log in")])


class Taking(unittest.TestCase):
    def setUp(self):
        self.taken = []
        self.lines = []
        self.log = logging.Logger("script")
        self.log.addHandler(logging.NullHandler())
        self.log.addFilter(lambda record: self.lines.append(record.getMessage()))

    def taking(self, take):
        return Log(self.log, Raised(take))

    def say(self, log, text):
        try:
            raise OSError("no file")
        except OSError:
            log.error(text)

    def test_takes_only_exceptions_of_listeners_and_logs_them_all(self):
        log = self.taking(lambda error, where: self.taken.append(str(error)))
        log.error(f"{LOG_PREFIXES[0]}: nothing was raised")
        self.say(log, "a request failed")
        self.assertEqual(self.taken, [])
        self.say(log, f"{LOG_PREFIXES[0]}: \n%s")
        self.assertEqual((self.taken, len(self.lines)), (["no file"], 3))

    def test_takes_exceptions_of_greenlets_by_their_argument(self):
        error = OSError("no file")
        self.taking(lambda error, where: self.taken.append(error)).log(
            logging.CRITICAL, f"{LOG_PREFIXES[3]}: %s", "g", exc_info=(OSError, error, None)
        )
        self.assertEqual(self.taken, [error])

    def test_tells_what_stops_the_test(self):
        said = []
        Log(self.log, Raised(None, stop=said.append)).error(StopTest("no licence"))
        self.assertEqual((said, len(self.lines)), (["no licence"], 1))

    def test_ignores_exceptions_that_take_raises(self):
        def take(error, where):
            self.taken.append(str(error))
            self.say(log, LOG_PREFIXES[0])

        log = self.taking(take)
        self.say(log, LOG_PREFIXES[0])
        self.assertEqual(self.taken, ["no file"])
