"""Who may give the master orders. Otherwise any pod of the cluster could start a load, or stop one and read its account.

SHAKEDOWN_TOKEN_SHA256                        digest of the token that the suite sends as X-Shakedown-Token; without it, everybody may
SHAKEDOWN_LOGIN_USER, SHAKEDOWN_LOGIN_PASSWORD  for people who reach the dashboard from outside of the cluster

With neither, the dashboard can be read unless it has a login; the orders and accounts of the suite cannot, and nothing can be changed.
Connections from the pod itself need neither: `kubectl port-forward` is one, and who may use it has permission for the pod.
"""

import hashlib
import hmac
import os
from urllib.parse import urlsplit

import gevent
from flask import jsonify, request

TOKEN = "X-Shakedown-Token"
# The kubelet asks for it without a token. It tells nothing.
READY = "/shakedown/ready"
READING = ("GET", "HEAD", "OPTIONS")
OWN_ADDRESSES = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
# A proxy in the pod, such as that of a service mesh, also connects from the pod itself, on behalf of anybody.
OF_PROXIES = ("forwarded", "via", "x-forwarded-", "x-real-ip", "x-envoy-", "x-request-id", "l5d-")
# After a wrong login, so that nobody tries many.
PAUSE_SECONDS = 1


def guard(app, base, environ=os.environ):
    """Demands the token or the login of each request of an app."""
    digest = environ.get("SHAKEDOWN_TOKEN_SHA256", "")
    login = (environ.get("SHAKEDOWN_LOGIN_USER", ""), environ.get("SHAKEDOWN_LOGIN_PASSWORD", ""))

    @app.route(f"{base}{READY}")
    def ready():
        return "ready"

    if digest or all(login):
        app.before_request(lambda: refusal(request, base, digest, login if all(login) else None))


def refusal(asked, base, digest, login):
    """The answer to a request that is refused; None when it is not."""
    if asked.path == f"{base}{READY}" or is_of_suite(asked, digest) or is_from_pod(asked):
        return None
    if login and asked.authorization and is_same_site(asked):
        if is_login(asked.authorization, login):
            return None
        gevent.sleep(PAUSE_SECONDS)
    if not login and asked.method in READING and not asked.path.startswith(f"{base}/shakedown/"):
        return None
    return refused("a login" if login else "the token of this platform, or kubectl port-forward", bool(login))


def refused(needed, login):
    answer = jsonify({"success": False, "message": f"this needs {needed}", "refused": f"this needs {needed}"})
    if not login:
        return answer, 403
    return answer, 401, {"WWW-Authenticate": 'Basic realm="Locust", charset="UTF-8"'}


def is_of_suite(asked, digest):
    given = hashlib.sha256(asked.headers.get(TOKEN, "").encode("latin-1", "replace")).hexdigest()
    return bool(digest) and hmac.compare_digest(given, digest)


def is_login(given, login):
    if given.type != "basic":
        return False
    same = [hmac.compare_digest((a or "").encode(), b.encode()) for a, b in zip((given.username, given.password), login)]
    return all(same)


def is_from_pod(asked):
    """Whether a request comes from the pod itself, and not from a page of another site in the browser of a person who forwards the port."""
    if asked.remote_addr not in OWN_ADDRESSES or any(name.lower().startswith(OF_PROXIES) for name in asked.headers.keys()):
        return False
    # A page of another site may have a name that leads to this machine.
    return urlsplit(f"//{asked.host}").hostname in OWN_NAMES and is_same_site(asked)


def is_same_site(asked):
    """Whether a request is no other site's: browsers add cookies and logins to those, too."""
    # A link on another site opens the page, which that site cannot read.
    if asked.method == "GET" and asked.headers.get("Sec-Fetch-Mode") == "navigate":
        return True
    origin = asked.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != asked.host:
        return False
    return asked.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
