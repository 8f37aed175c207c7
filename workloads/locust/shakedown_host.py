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


# The settings of a user class that may be changed: each other attribute, such as `proxy_host`, may lead its users elsewhere.
CHANGEABLE = ("user_class_name", "tasks", "weight", "fixed_count")


def leads_elsewhere(settings):
    """What in an order to change a user class may lead its users to another target; empty when nothing does."""
    wrong = [name for name in settings if name not in CHANGEABLE and (name != "host" or differs(settings[name]))]
    return ", ".join(f"{name} {settings[name]}" for name in wrong) if pinned() else ""


def pin_worker(runner):
    """Makes a worker ignore orders to use another target; it logs them, and runs no user for them."""
    handle = runner.handle_message

    def handle_pinned(msg):
        data = msg.data if isinstance(msg.data, dict) else {}
        wrong = ""
        if msg.type == "spawn" and differs(data.get("host")):
            wrong = data["host"]
        elif msg.type == "update_user_class":
            wrong = leads_elsewhere(data)
        if wrong:
            logging.error("shakedown: refused to send users to %s: this platform is for %s", wrong, pinned())
            return None
        return handle(msg)

    runner.handle_message = handle_pinned


def pin_dashboard(app, base, environment):
    """Refuses such orders in the dashboard."""

    @app.before_request
    def refuse_other_targets():
        if request.method != "POST":
            return None
        wrong = False
        if request.path == f"{base}/swarm":
            wrong = differs(request.form.get("host"))
        elif request.path == f"{base}/user":
            settings = request.get_json(force=True, silent=True)
            wrong = leads_elsewhere(settings if isinstance(settings, dict) else {})
        if not wrong:
            return None
        message = f"this platform is for {pinned()}: set up another one for another target"
        return jsonify({"success": False, "message": message, "host": environment.host}), 403
