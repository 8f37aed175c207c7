"""Loaded before a script: says in one line where a script ends Python, or hangs, before the platform can start. Both would otherwise say nothing.

    locust -f shakedown_start.py,script.py,shakedown_guard.py …

SHAKEDOWN_SCRIPT_SECONDS  how long a script may be loaded for; without it a minute
"""

import atexit
import faulthandler
import os
import sys
import traceback

import greenlet
from gevent import monkey
from shakedown_caller import caller, in_words, is_script

SECONDS = float(os.environ.get("SHAKEDOWN_SCRIPT_SECONDS") or 60)
# A call that does not let other threads run, such as an endless regular expression, is only found by its thread's own dump.
RESERVE_SECONDS = 5
# As for wrong usage. After 0, Kubernetes does not keep the last lines of the log.
EXIT_CODE = 2


class Start:
    """The time until a script is loaded, and until all of its listeners have been called."""

    def __init__(self):
        self.loading = True
        self.ended_in = None
        self.greenlet = greenlet.getcurrent()
        self.thread = monkey.get_original("_thread", "get_ident")()
        self.exit = sys.exit

    def begin(self):
        sys.exit = self.note_exit
        atexit.register(self.say_exit)
        faulthandler.dump_traceback_later(SECONDS + RESERVE_SECONDS, exit=True)
        monkey.get_original("_thread", "start_new_thread")(self.watch, ())

    def loaded(self):
        """Called when the script is loaded. From then on it may take its time."""
        self.loading = False
        faulthandler.cancel_dump_traceback_later()

    def ready(self):
        """Called when its listeners have been called."""
        sys.exit = self.exit
        atexit.unregister(self.say_exit)

    def note_exit(self, status=None):
        where = caller()
        if where and not self.ended_in:
            self.ended_in = where if status is None else f"{where} by sys.exit({status!r})"
        raise SystemExit(status)

    def say_exit(self):
        if self.ended_in:
            end(f"the script ended Python in {self.ended_in}, before the platform was ready")

    def watch(self):
        monkey.get_original("time", "sleep")(SECONDS)
        if self.loading:
            end(f"the script was not loaded after {SECONDS:g} s; it was in {self.where() or 'a place that is not known'}")

    def where(self):
        """The innermost line of the script: it waits in a switch to other greenlets, or runs."""
        frame = self.greenlet.gr_frame or sys._current_frames().get(self.thread)
        while frame and not is_script(frame.f_code.co_filename):
            frame = frame.f_back
        return in_words(traceback.extract_stack(frame, limit=1)[0]) if frame else None


def end(text):
    sys.stdout.flush()
    sys.stderr.write(f"shakedown: {text}\n")
    sys.stderr.flush()
    os._exit(EXIT_CODE)


start = Start()
# Without this file before it, the script is loaded already when the guard is.
if "shakedown_guard" not in sys.modules:
    start.begin()
