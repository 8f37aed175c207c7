import logging
import unittest

import shakedown_listeners
from tests.real_locust import FarWorker, master_for


class Listeners(unittest.TestCase):
    """Listeners of a script on a master; on a worker, Locust itself reports their exceptions to the master."""

    def setUp(self):
        self.environment = master_for(self, "--expect-workers", "1")
        self.runner = self.environment.runner
        FarWorker(self, self.runner, "a")
        handlers = logging.getLogger().handlers
        before = list(handlers)
        shakedown_listeners.watch(self.environment)
        self.addCleanup(lambda: handlers.__setitem__(slice(None), before))

    def raised(self):
        return [(row["count"], row["msg"]) for row in self.runner.exceptions.values()]

    def test_exceptions_before_a_test_are_counted_like_those_of_users(self):
        def log_in(**_):
            raise RuntimeError("cannot log in")

        self.environment.events.test_start.add_listener(log_in)
        self.runner.start(1, 1)
        self.assertEqual(self.raised(), [(1, "cannot log in")])
        self.assertIn("in log_in", next(iter(self.runner.exceptions.values()))["traceback"])


class Taking(unittest.TestCase):
    def setUp(self):
        self.taken = []
        self.log = logging.Logger("script")

    def say(self, text):
        try:
            raise OSError("no file")
        except OSError:
            self.log.error(text)

    def test_takes_only_exceptions_of_listeners(self):
        self.log.addHandler(shakedown_listeners.Raised(lambda error, where: self.taken.append(str(error))))
        self.log.error(f"{shakedown_listeners.LOG_PREFIXES[0]}: nothing was raised")
        self.say("a request failed")
        self.assertEqual(self.taken, [])
        self.say(f"{shakedown_listeners.LOG_PREFIXES[0]}: \n%s")
        self.assertEqual(self.taken, ["no file"])

    def test_ignores_exceptions_that_take_raises(self):
        def take(error, where):
            self.taken.append(str(error))
            self.say(shakedown_listeners.LOG_PREFIXES[0])

        self.log.addHandler(shakedown_listeners.Raised(take))
        self.say(shakedown_listeners.LOG_PREFIXES[0])
        self.assertEqual(self.taken, ["no file"])
