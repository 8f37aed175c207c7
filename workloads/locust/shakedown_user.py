"""The default script: users who request the paths in TARGET_PATHS, one after the other, without a pause."""

import os
from itertools import cycle

from locust import FastHttpUser, task

PATHS = [path.strip() for path in os.environ.get("TARGET_PATHS", "/").split(",") if path.strip()]


class TargetUser(FastHttpUser):
    def on_start(self):
        self.paths = cycle(PATHS)

    @task
    def visit(self):
        self.client.get(next(self.paths))
