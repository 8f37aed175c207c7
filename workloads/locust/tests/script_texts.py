"""Texts of locustfiles for tests."""

PRELUDE = """
import itertools, gevent
from gevent.event import Event
from gevent.queue import Queue
from locust import FastHttpUser, LoadTestShape, TaskSet, User, between, constant, events, task
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

turn = itertools.count()


class Base(FastHttpUser):
    abstract = True
    wait_time = constant(0.2)

    @task
    def visit(self):
        self.client.get("/")


"""


def script(body, base="Base"):
    return f"{PRELUDE}class Visitor({base}):\n{body}"


IN_TASK = script("""
    @task
    def leave(self):
        self.client.get("/")
        %s
""", base="FastHttpUser")
