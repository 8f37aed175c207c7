import json
import unittest
import urllib.error
import urllib.parse
import urllib.request
from types import SimpleNamespace
from unittest import mock

import shakedown_host
from tests.platform_processes import Platform
from tests.real_locust import LOOPBACK, until
from tests.target_server import Target


class AnotherHost(unittest.TestCase):
    """A platform whose Secret has a header, and somebody who reaches its master. Real processes."""

    def setUp(self):
        self.elsewhere = Target(self)
        self.platform = Platform(self, HEADER_X_Api_Key="secret")
        self.platform.connected()

    def post(self, path, data=None, **form):
        data = data or urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.platform.web}{path}", data) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def swarm(self, host):
        return self.post("/swarm", user_count=1, spawn_rate=1, host=host)

    def test_is_refused_by_the_dashboard_and_no_header_leaves(self):
        self.assertEqual(self.swarm(self.elsewhere.url), 403)
        self.assertEqual(self.swarm(f"{self.platform.target.url}.example.com"), 403)
        self.assertEqual(self.swarm(self.platform.target.url), 200)
        until(lambda: self.platform.target.asked)
        self.assertEqual(self.platform.target.asked[0]["HTTP_X_API_KEY"], "secret")
        self.assertEqual(self.elsewhere.asked, [])

    def test_is_refused_for_a_user_class_with_all_other_settings_that_lead_there(self):
        for more, status in (
            ({"host": self.elsewhere.url}, 403),
            ({"proxy_host": "elsewhere", "proxy_port": 80}, 403),
            ({"insecure": True}, 403),
            ({"weight": 2, "fixed_count": 0}, 201),
        ):
            with self.subTest(more):
                data = json.dumps({"user_class_name": "TargetUser", **more}).encode()
                self.assertEqual(self.post("/user", data), status)


class OrdersOfAMaster(unittest.TestCase):
    """What a worker obeys."""

    def setUp(self):
        self.enterContext(mock.patch.dict("os.environ", {"LOCUST_HOST": "http://shop.web"}))
        self.runner = SimpleNamespace(handle_message=lambda msg: "obeyed")
        shakedown_host.pin_worker(self.runner)

    def answer(self, type, **data):
        return self.runner.handle_message(SimpleNamespace(type=type, data=data))

    def test_are_obeyed_when_they_leave_the_target_as_it_is(self):
        self.assertEqual(self.answer("spawn", host="http://shop.web/"), "obeyed")
        self.assertEqual(self.answer("update_user_class", user_class_name="A", weight=2, tasks=["buy"]), "obeyed")
        self.assertEqual(self.answer("update_user_class", user_class_name="A", fixed_count=1, host="http://shop.web"), "obeyed")
        self.assertEqual(self.answer("quit"), "obeyed")

    def test_are_ignored_when_users_would_go_elsewhere_or_trust_others(self):
        with self.assertLogs(level="ERROR"):
            self.assertIsNone(self.answer("spawn", host="http://elsewhere"))
            for key in ("host", "proxy_host", "proxy_port", "insecure", "ssl_context_factory", "client_pool", "default_headers"):
                self.assertIsNone(self.answer("update_user_class", user_class_name="A", **{key: "elsewhere"}), key)
