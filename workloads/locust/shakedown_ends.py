"""Scripts that end a test, or a worker, by themselves: which line of them did."""

import gevent
from shakedown_caller import caller


def keep_running(environment, note):
    """Makes a master outlive a test that its script ends: `quit` and `stop` of a script end the test, in its usual order. Otherwise the
    master would stop listening before workers have sent their last figures, or wait for them in the greenlet that receives them.

    note: takes the line of the script.
    """
    runner, leaving = environment.runner, []
    stop, quit = runner.stop, runner.quit

    def stop_now(*arguments, **named):
        by = caller()
        note(by)
        # A listener may be called by the greenlet that receives the reports for which stopping waits.
        if by and gevent.getcurrent() in runner.greenlet and gevent.getcurrent() is not runner.shape_greenlet:
            return gevent.spawn(stop, *arguments, **named)
        return stop(*arguments, **named)

    def quit_now():
        if leaving:
            return quit()
        note(caller())
        return gevent.spawn(stop)

    environment.events.quitting.add_listener(lambda **_: leaving.append(True))
    runner.stop, runner.quit = stop_now, quit_now


def note_of_worker(runner, generator):
    """Tells the master when its script stops or quits this worker, which its users do not survive."""
    stop, quit = runner.stop, runner.quit

    def tell():
        by = caller()
        if by and generator.running and not generator.stopping:
            runner.send_message("shakedown", {"script": by})

    def stop_now():
        tell()
        return stop()

    def quit_now():
        tell()
        return quit()

    runner.stop, runner.quit = stop_now, quit_now
