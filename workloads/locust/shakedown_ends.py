"""Scripts that end a test, or a worker, by themselves: which line of them did."""

import functools

import gevent
from locust.runners import MasterRunner, WorkerRunner
from shakedown_caller import caller


def hear():
    """Makes runners hear who stops or quits them, as soon as `shakedown_ends` is set on them. A script may take `runner.quit` before that, to
    call it later.
    """
    for runner_class in (MasterRunner, WorkerRunner):
        for name in ("stop", "quit"):
            original = getattr(runner_class, name)
            if not hasattr(original, "heard"):
                setattr(runner_class, name, _heard(name, original))


def _heard(name, original):
    @functools.wraps(original)
    def end(self, *arguments, **named):
        ends = getattr(self, "shakedown_ends", None)
        if ends is None:
            return original(self, *arguments, **named)
        return getattr(ends, name)(lambda: original(self, *arguments, **named))

    end.heard = True
    return end


class EndsOfMaster:
    """Makes a master outlive a test that its script ends: `quit` and `stop` of a script end the test, in its usual order. Otherwise the
    master would stop listening before workers have sent their last figures, or wait for them in the greenlet that receives them.
    """

    def __init__(self, environment, note):
        """
        note: takes the line of the script.
        """
        self.runner, self.note = environment.runner, note
        self.is_leaving = False
        environment.events.quitting.add_listener(self._leave)
        environment.runner.shakedown_ends = self

    def _leave(self, **_):
        self.is_leaving = True

    def stop(self, stop):
        by = caller()
        self.note(by)
        # A listener may be called by the greenlet that receives the reports for which stopping waits.
        current = gevent.getcurrent()
        if by and current in self.runner.greenlet and current is not self.runner.shape_greenlet:
            return gevent.spawn(stop)
        return stop()

    def quit(self, quit):
        if self.is_leaving:
            return quit()
        self.note(caller())
        return gevent.spawn(self.runner.stop)


class EndsOfWorker:
    """Tells the master when its script stops or quits this worker, which its users do not survive."""

    def __init__(self, runner, generator):
        self.runner, self.generator = runner, generator
        runner.shakedown_ends = self

    def stop(self, stop):
        self._tell()
        return stop()

    def quit(self, quit):
        self._tell()
        return quit()

    def stop_test(self, text):
        """The script has raised StopTest, for example in `__init__` of a user: Locust stops this worker, and may not hear the master any more."""
        if self.generator.running:
            self.runner.send_message("shakedown", {"stopTest": text})
            self.generator.stop()
            self.generator.end()

    def _tell(self):
        by = caller()
        if by and self.generator.running and not self.generator.stopping:
            self.runner.send_message("shakedown", {"script": by})
