"""Starts Locust in the role that the environment sets. Locust reads its own LOCUST_* variables as usual.

LOCUST_MODE    master, worker or standalone (default)
TARGET_HOST    base URL of the target
LOCUST_MASTER  host, host:port or [IPv6]:port of the master; workers need it
LOCUST_SCRIPT  a script: a path, or a name in /var/loadtest; without it, users request the paths in TARGET_PATHS
"""

import os
import sys

HOME = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.environ.get("LOCUST_SCRIPTS", "/var/loadtest")


def refuse(text):
    sys.stderr.write(f"{text}\n")
    sys.exit(2)


def script(name):
    """The path of the named script."""
    if not name:
        return os.path.join(HOME, "shakedown_user.py")
    path = name if os.path.isabs(name) else os.path.join(SCRIPTS, name)
    if not os.path.isfile(path):
        files = sorted(os.listdir(SCRIPTS)) if os.path.isdir(SCRIPTS) else []
        found = ", ".join(file for file in files if file.endswith(".py")) or "no script"
        refuse(f"LOCUST_SCRIPT: no file {path}; in {SCRIPTS} there is {found}")
    return path


def host_and_port(text):
    """Host and port; the port may be empty. An IPv6 address with a port is in brackets."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.removeprefix(":")
    if text.count(":") > 1:
        return text, ""
    host, _, port = text.partition(":")
    return host, port


def prepare(environment):
    """Sets Locust's variables from ours, unless they are set already."""
    mode = environment.get("LOCUST_MODE") or "standalone"
    if mode not in ("master", "worker", "standalone"):
        refuse(f"LOCUST_MODE is '{mode}': set master, worker or standalone")
    files = (f"{HOME}/shakedown_start.py", script(environment.get("LOCUST_SCRIPT")), f"{HOME}/shakedown_guard.py")
    environment.setdefault("LOCUST_LOCUSTFILE", ",".join(files))
    if environment.get("TARGET_HOST"):
        environment.setdefault("LOCUST_HOST", environment["TARGET_HOST"])
    if mode == "standalone":
        return
    environment.setdefault(f"LOCUST_MODE_{mode.upper()}", "true")
    if mode == "worker":
        master = environment.get("LOCUST_MASTER") or environment.get("LOCUST_MASTER_NODE_HOST")
        if not master:
            refuse("LOCUST_MASTER is not set: a worker needs the host of its master")
        host, port = host_and_port(master)
        environment.setdefault("LOCUST_MASTER_NODE_HOST", host)
        if port:
            environment.setdefault("LOCUST_MASTER_NODE_PORT", port)


if __name__ == "__main__":
    prepare(os.environ)
    from locust.main import main

    sys.argv[0] = "locust"
    main()
