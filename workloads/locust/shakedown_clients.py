"""Requests of other clients than Locust's own two for HTTP: `requests`, gRPC, a websocket … A script reports them itself, when they are over.

Such a request cannot be delayed before it is made, as those of Locust's clients are. Its user waits for the next one instead, so that all
users together keep the rate from their second request on.
"""

from locust.clients import ResponseContextManager
from locust.contrib.fasthttp import FastResponse
from shakedown_idle import acting
from shakedown_listeners import listen_first


def follow(events, generator):
    """Follows what users do, by the requests that are reported, and makes them keep the rate of the generator."""
    listen_first(events.request, _act)
    # After all other listeners: users of Locust's own clients do not wait between a request and its report either.
    events.request.add_listener(_pacing(generator))


def _act(**_):
    user = acting()
    if user:
        user.act()


def _pacing(generator):
    def pace(response=None, **_):
        user = acting()
        # Not a greenlet of the script beside the users, which may report for many of them.
        if user is None or generator.interval == 0.0 or isinstance(response, (ResponseContextManager, FastResponse)):
            return
        user.begin()
        try:
            generator.await_slot()
        finally:
            user.end()

    return pace
