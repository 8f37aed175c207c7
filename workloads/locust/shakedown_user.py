"""The default script: users who request the paths in TARGET_PATHS, one after the other, without a pause."""

import json
import os
from itertools import cycle

from locust import FastHttpUser, task


def paths(text):
    """The paths in a text: a list in JSON, as platforms pass it, or separated by commas. A path without a leading slash would change the host."""
    items = json.loads(text) if text.lstrip().startswith("[") else [item.strip() for item in text.split(",")]
    kept = [item for item in items if item]
    wrong = [item for item in kept if not item.startswith("/")]
    if wrong or not kept:
        raise ValueError(f"TARGET_PATHS: a path begins with /, and {wrong[0] if wrong else 'nothing'} is no path")
    return kept


PATHS = paths(os.environ.get("TARGET_PATHS") or "/")


class TargetUser(FastHttpUser):
    def on_start(self):
        self.paths = cycle(PATHS)

    @task
    def visit(self):
        self.client.get(next(self.paths))
