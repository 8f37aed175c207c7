"""How long requests took over the time of a test, in bounded memory."""

# How many periods a test has at most, as many as a chart has points.
PERIODS = 120
# Workers report so often.
SHORTEST_SECONDS = 3


class Latency:
    """The response times of the periods of a test, all workers together: when a test has too many of them, each becomes twice as long."""

    def __init__(self):
        self._seconds = SHORTEST_SECONDS
        self._periods = {}

    def add(self, elapsed, times):
        """Adds response times, in milliseconds, with how many requests had each, as they are reported `elapsed` seconds after the beginning."""
        while elapsed >= self._seconds * PERIODS:
            self._lengthen()
        _add(self._periods.setdefault(int(elapsed / self._seconds), {}), times)

    def _lengthen(self):
        self._seconds *= 2
        periods, self._periods = self._periods, {}
        for index, times in periods.items():
            _add(self._periods.setdefault(index // 2, {}), times)

    def periods(self):
        """Each period with a request: when it begins, half and 95 % of its requests took no longer (milliseconds), and how many they are."""
        return [
            [index * self._seconds, percentile(times, 0.5), percentile(times, 0.95), sum(times.values())]
            for index, times in sorted(self._periods.items())
            if times
        ]


def percentile(times, share):
    """The shortest time that at least this share of all requests does not exceed."""
    rank, passed = share * sum(times.values()) - 1e-9, 0
    for time, count in sorted(times.items()):
        passed += count
        if passed >= rank:
            return time


def _add(known, times):
    for time, count in times.items():
        known[time] = known.get(time, 0) + count
