"""Which line of a script has called the guard."""

import os
import sys
import traceback

import locust

HOME = os.path.dirname(os.path.abspath(__file__))
# The directories of code that is not the script's: packages, wherever they are in this image, and the standard library.
FOREIGN = tuple(f"{os.path.dirname(path)}/" for path in (os.path.dirname(locust.__file__), os.__file__))


def caller():
    """The innermost line of a script that is running, as `buy.py:7 buy()`; None when Locust, or a person, has called."""
    frames = traceback.extract_stack(sys._getframe(1))
    own = [frame for frame in frames if is_script(frame.filename)]
    return in_words(own[-1]) if own else None


def is_script(file):
    """Whether a file belongs to the script: neither to a package, to the standard library, nor to the guard."""
    inside = os.path.isabs(file) and file.endswith(".py") and not file.startswith(FOREIGN)
    return inside and not os.path.basename(file).startswith(("shakedown_", "entrypoint"))


def in_words(frame):
    return f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}()"
