"""The script's own judgement of a load: the exit code that it sets, which is how scripts of Locust do it.

Locust reads the exit code when its process ends, after the listeners of `quitting`. A master that stays runs them after each test instead,
so that each test is judged by them, and none twice.
"""

from locust.event import EventHook


class Judgement:
    """The exit code of the current or last test."""

    def __init__(self, environment):
        self.environment = environment
        self._listeners = []
        self._is_first, self._is_open = True, True
        environment.events.quitting.add_listener(lambda **_: self.judge() if self._is_open else None)

    def begin(self):
        """A test begins. An exit code that was set before the first one stays: it is of the script itself."""
        if not self._is_first:
            self.environment.process_exit_code = None
        self._is_first, self._is_open = False, True

    def judge(self):
        """The script judges the test that has ended: calls its listeners of `quitting`."""
        self._is_open = False
        self._take_listeners()
        hook = EventHook()
        for listener in self._listeners:
            hook.add_listener(listener)
        try:
            hook.fire(environment=self.environment, reverse=True)
        except SystemExit as end:
            self.environment.process_exit_code = end.code if isinstance(end.code, int) else int(end.code is not None)

    def exit_code(self):
        """The exit code as a number; `None` when there is none. Of other values, such as `True` or a text, only whether they are true counts."""
        code = self.environment.process_exit_code
        return code if code is None else int(code if isinstance(code, int) else bool(code))

    def _take_listeners(self):
        """Takes the listeners of the script, and of packages that it uses; those of Locust and of the guard end the process."""
        hook = self.environment.events.quitting
        for listener in list(hook._handlers):
            if not _module_of(listener).startswith(("locust.", "shakedown_")):
                hook.remove_listener(listener)
                self._listeners.append(listener)


def _module_of(listener):
    """The module of a function, or of the class of another callable; empty when it has none, as those of `functools.partial`."""
    named = listener if hasattr(listener, "__module__") else type(listener)
    return named.__module__ or ""
