"""The master's clock, as a worker knows it.

Locust counts requests by the second of the worker's clock, and the time of the test is the master's: on nodes whose clocks differ, the
requests of a worker would lie outside of its test.
"""

import time


class MasterClock:
    """How far the master's clock is ahead of this one, in whole seconds, as Locust counts. Less than one second counts as none: the message
    with the time takes time itself, on a busy node.
    """

    def __init__(self):
        self.ahead = 0

    def set_by(self, now):
        """Takes the master's time, as it has just arrived."""
        self.ahead = int(now - time.time())

    def shift(self, data):
        """Turns all times in a report of Locust into the master's."""
        if not self.ahead:
            return
        for entry in [*data.get("stats", []), data.get("stats_total", {})]:
            for key in ("num_reqs_per_sec", "num_fail_per_sec"):
                if key in entry:
                    entry[key] = {second + self.ahead: count for second, count in entry[key].items()}
            for key in ("start_time", "last_request_timestamp"):
                if entry.get(key):
                    entry[key] += self.ahead
