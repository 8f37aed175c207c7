"""The master's clock, as known to a worker.

Locust counts requests per second of the worker's clock, but the test runs by the master's clock. When the clocks of their nodes differ, the
requests of a worker would be outside of the time of the test.
"""

import time


class MasterClock:
    """How far the master's clock is ahead of this one, in whole seconds, as Locust counts. Less than a second is ignored: on a busy node,
    the message with the time itself is delayed.
    """

    def __init__(self):
        self.ahead = 0

    def set_by(self, now):
        """Sets the offset by the master's time, which was just received."""
        self.ahead = int(now - time.time())

    def shift(self, data):
        """Converts all times in a report of Locust into the master's."""
        if not self.ahead:
            return
        for entry in [*data.get("stats", []), data.get("stats_total", {})]:
            for key in ("num_reqs_per_sec", "num_fail_per_sec"):
                if key in entry:
                    entry[key] = {second + self.ahead: count for second, count in entry[key].items()}
            for key in ("start_time", "last_request_timestamp"):
                if entry.get(key):
                    entry[key] += self.ahead
