"""Which line of a script has called the guard."""

import os
import sys
import traceback

import gevent
import locust

LOCUST = f"{os.path.dirname(locust.__file__)}/"
# The directories of code that is not the script's: packages, wherever they are in this image, and the standard library.
FOREIGN = tuple(f"{os.path.dirname(path)}/" for path in (os.path.dirname(locust.__file__), os.__file__))


def caller():
    """The innermost line of a script that is running, as `buy.py:7 buy()`, or that has spawned the greenlet that is running; None when
    Locust, or a person, has called.
    """
    frames = traceback.extract_stack(sys._getframe(1))
    own = [frame for frame in frames if is_script(frame.filename)]
    if own:
        return in_words(own[-1])
    if any(frame.filename.startswith(LOCUST) for frame in frames):
        return None
    return spawner()


def spawner():
    """The line of a script that has spawned the current greenlet, for `gevent.spawn_later(60, runner.quit)`: no other line of it runs."""
    frame = getattr(gevent.getcurrent(), "spawning_stack", None)
    while frame:
        if is_script(frame.f_code.co_filename):
            return in_words(traceback.FrameSummary(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return None


def is_script(file):
    """Whether a file belongs to the script: neither to a package, to the standard library, nor to the guard."""
    inside = os.path.isabs(file) and file.endswith(".py") and not file.startswith(FOREIGN)
    return inside and not os.path.basename(file).startswith(("shakedown_", "entrypoint"))


def in_words(frame):
    return f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}()"
