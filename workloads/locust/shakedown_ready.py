"""A worker takes part when its script is ready, and the guard in it.

A worker of Locust connects before its script prepares itself (`events.init`), for example by a login that takes long. Users that the master
sent it meanwhile would load the target without its headers and without a limit, and nobody would count them.
"""

import functools

from locust.runners import MasterRunner
from locust.rpc.protocol import Message


def wait_for_guards():
    """Makes masters wait: a worker is connected from the first message of its guard on. Before, the master only acknowledges it."""
    handle = MasterRunner.handle_message
    if hasattr(handle, "__wrapped__"):
        return

    @functools.wraps(handle)
    def handle_ready(self, client_id, msg):
        waiting = vars(self).setdefault("shakedown_waiting", {})
        guarded = vars(self).setdefault("shakedown_guarded", set())
        if msg.type == "client_ready" and client_id not in guarded:
            waiting[client_id] = msg
            self.send_message("ack", client_id=client_id, data={"index": self.get_worker_index(client_id)})
            return
        if msg.type == "shakedown":
            guarded.add(client_id)
            if client_id in waiting:
                handle(self, client_id, waiting.pop(client_id))
        handle(self, client_id, msg)

    MasterRunner.handle_message = handle_ready
