"""Keeps users at the target that the platform was set up for: whoever reaches the master must not send the headers of the Secret elsewhere.

Locust's dashboard lets everyone who reaches it choose another host, for a test or for one user class, and workers obey their master.
"""

import logging
import os

from flask import jsonify, request


def pinned():
    """The target of the platform; empty when it is not pinned."""
    return (os.environ.get("LOCUST_HOST") or "").rstrip("/")


def differs(host):
    """Whether users would go to another target. Without a host, users go where the platform was set up for."""
    return bool(pinned() and host) and str(host).rstrip("/") != pinned()


def pin_worker(runner):
    """Makes a worker ignore orders to use another target; it logs them, and runs no user for them."""
    handle = runner.handle_message

    def handle_pinned(msg):
        data = msg.data if isinstance(msg.data, dict) else {}
        if msg.type in ("spawn", "update_user_class") and differs(data.get("host")):
            logging.error("shakedown: refused to send users to %s: this platform is for %s", data["host"], pinned())
            return None
        return handle(msg)

    runner.handle_message = handle_pinned


def pin_dashboard(app, base, environment):
    """Refuses such orders in the dashboard."""

    @app.before_request
    def refuse_other_targets():
        if request.method != "POST":
            return None
        asked = None
        if request.path == f"{base}/swarm":
            asked = request.form.get("host")
        elif request.path == f"{base}/user":
            asked = (request.get_json(force=True, silent=True) or {}).get("host")
        if not differs(asked):
            return None
        message = f"this platform is for {pinned()}: set up another one for another target"
        return jsonify({"success": False, "message": message, "host": environment.host}), 403
