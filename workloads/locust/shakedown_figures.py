"""Whether the figures are those of the whole test: scripts, and the dashboard, may reset Locust's.

Locust keeps each request in several places of `environment.stats`, all open to scripts. What was recorded is therefore counted apart.
"""

from shakedown_listeners import listen_first


class Recorded:
    """Counts the requests that this process records, in the current test."""

    def __init__(self, events):
        self.count = 0
        listen_first(events.request, self._add)
        # Locust has cleared its figures just before. On a worker this is the first time that it is asked for users.
        listen_first(events.test_start, self._clear)

    def _add(self, **_):
        self.count += 1

    def _clear(self, **_):
        self.count = 0


class Resets:
    """Tells when somebody resets the figures of the master: calls `left_out` when the ramp-up is left out by it, which Locust (`--reset-stats`)
    and scripts do in a listener of `spawning_complete`, or else `note`.
    """

    def __init__(self, environment, note, left_out):
        self._note, self._left_out = note, left_out
        self._is_ramped_up = False
        stats = environment.stats
        stats.reset_all = self._noted(stats.reset_all)
        stats.clear_all = self._noted(stats.clear_all)
        hook = environment.events.spawning_complete
        hook.fire = self._ramped_up(hook.fire)

    def _noted(self, reset):
        def noted():
            if self._is_ramped_up:
                self._left_out()
            else:
                self._note()
            reset()

        return noted

    def _ramped_up(self, fire):
        def ramped_up(**named):
            self._is_ramped_up = True
            try:
                fire(**named)
            finally:
                self._is_ramped_up = False

        return ramped_up
