"""How users reach the target: headers from the Secret, and TLS verification. It applies to every script.

HEADER_X_Api_Key=abc  sends `X-Api-Key: abc` with each request
TARGET_CA             PEM text of a private certificate authority; certificates are then verified against it
TARGET_TLS=insecure   verifies nothing; TARGET_TLS=verify verifies against the public authorities
"""

import os
import tempfile

import gevent.ssl
from locust.clients import HttpSession
from locust.contrib.fasthttp import FastHttpUser


def headers():
    """The headers from the environment."""
    prefix = "HEADER_"
    return {name[len(prefix) :].replace("_", "-"): text for name, text in os.environ.items() if name.startswith(prefix)}


def apply(user_classes):
    """Sets headers and TLS on the user classes, unless a class sets its own."""
    wanted, authority, mode = headers(), os.environ.get("TARGET_CA", ""), os.environ.get("TARGET_TLS", "")
    for user in user_classes:
        if not issubclass(user, FastHttpUser):
            continue
        user.default_headers = {**wanted, **(user.default_headers or {})}
        if user.ssl_context_factory is None and (authority or mode):
            user.insecure = mode == "insecure"
            if authority and not user.insecure:
                user.ssl_context_factory = staticmethod(_context_with(authority))
    _prepare_sessions(wanted, authority, mode)


def _context_with(authority):
    def create(cafile=None, **_):
        context = gevent.ssl.create_default_context(cafile=cafile)
        context.load_verify_locations(cadata=authority)
        return context

    return create


def _prepare_sessions(wanted, authority, mode):
    """The same for HttpUser, which uses the package requests."""
    bundle = None
    if authority and mode != "insecure":
        with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
            file.write(authority)
        bundle = file.name
    original = HttpSession.__init__

    def prepared(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.headers.update(wanted)
        if mode == "insecure":
            self.verify = False
        elif bundle:
            self.verify = bundle

    HttpSession.__init__ = prepared
