import base64
import hashlib
import json
import unittest
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPConnection
from unittest import mock

import shakedown_access
from flask import Flask
from tests.platform_processes import ORDER, Platform
from tests.real_locust import LOOPBACK, until

TOKEN = "k3y"
DIGEST = hashlib.sha256(TOKEN.encode()).hexdigest()
STRANGER = "10.1.2.3"


class Requests(unittest.TestCase):
    """What is answered to requests of a dashboard, by where they come from and what they have with them."""

    LOGIN = {}

    def setUp(self):
        self.enterContext(mock.patch.object(shakedown_access, "PAUSE_SECONDS", 0))
        app = Flask("dashboard")
        shakedown_access.guard(app, "", {"SHAKEDOWN_TOKEN_SHA256": DIGEST, **self.LOGIN})
        for path in ("/", "/stats/requests", "/swarm", "/stop", "/user", "/shakedown/status", "/shakedown/start", "/of-a-script"):
            app.add_url_rule(path, path, lambda: "done", methods=["GET", "POST", "PUT", "DELETE"])
        self.client = app.test_client()

    def status(self, method, path, address=STRANGER, host="10.244.0.9:8089", **headers):
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        came = {"base_url": f"http://{host}", "environ_base": {"REMOTE_ADDR": address}}
        return self.client.open(path, method=method, headers=headers, **came).status_code


class WithoutLogin(Requests):
    def test_of_strangers_change_nothing_and_learn_nothing_of_the_suite(self):
        for method, path in (
            *(("POST", path) for path in ("/swarm", "/stop", "/user", "/shakedown/start", "/of-a-script")),
            *(("PUT", "/of-a-script"), ("DELETE", "/of-a-script")),
            *(("GET", "/shakedown/status"), ("HEAD", "/shakedown/status")),
        ):
            with self.subTest(f"{method} {path}"):
                self.assertEqual(self.status(method, path), 403)
                self.assertEqual(self.status(method, path, X_Shakedown_Token="other"), 403)
                self.assertEqual(self.status(method, path, X_Shakedown_Token="k\u00e9y"), 403)
                self.assertEqual(self.status(method, path, X_Shakedown_Token=""), 403)
                self.assertEqual(self.status(method, path, X_Shakedown_Token=DIGEST), 403)
                self.assertEqual(self.status(method, path, Authorization=f"Basic {base64.b64encode(b':').decode()}"), 403)
                self.assertEqual(self.status(method, path, X_Shakedown_Token=TOKEN), 200)

    def test_of_strangers_may_look_at_the_dashboard_and_whether_it_is_ready(self):
        for path in ("/", "/stats/requests", "/shakedown/ready"):
            self.assertEqual(self.status("GET", path), 200)

    def test_through_port_forward_need_nothing(self):
        for address, host in (
            *(("127.0.0.1", "localhost:8089"), ("127.0.0.1", "127.0.0.1:4711")),
            *(("::1", "[::1]:8089"), ("::ffff:127.0.0.1", "localhost")),
        ):
            self.assertEqual(self.status("POST", "/swarm", address, host), 200)
            self.assertEqual(self.status("POST", "/swarm", address, host, Origin=f"http://{host}", Sec_Fetch_Site="same-origin"), 200)

    def test_that_a_page_of_another_site_sends_through_port_forward_are_refused(self):
        local = ("127.0.0.1", "localhost:8089")
        self.assertEqual(self.status("POST", "/swarm", *local, Origin="https://example.com"), 403)
        self.assertEqual(self.status("POST", "/swarm", *local, Origin="null"), 403)
        self.assertEqual(self.status("POST", "/swarm", *local, Origin="http://localhost:3000"), 403)
        self.assertEqual(self.status("POST", "/swarm", *local, Sec_Fetch_Site="cross-site"), 403)
        self.assertEqual(self.status("GET", "/shakedown/status", *local, Origin="https://example.com"), 403)
        # A name of the other site that leads to this machine.
        self.assertEqual(self.status("POST", "/swarm", "127.0.0.1", "rebound.example.com:8089"), 403)

    def test_that_a_proxy_in_the_pod_passes_on_are_refused(self):
        for header in ("X-Forwarded-For", "Forwarded", "X-Envoy-Attempt-Count", "X-Request-Id", "L5d-Client-Id"):
            self.assertEqual(self.status("POST", "/swarm", "127.0.0.1", "localhost:8089", **{header: "1"}), 403, header)
        self.assertEqual(self.status("POST", "/swarm", "127.0.0.6", "localhost:8089"), 403)


class WithLogin(Requests):
    LOGIN = {"SHAKEDOWN_LOGIN_USER": "ann", "SHAKEDOWN_LOGIN_PASSWORD": "gehe\u00efm:1"}

    def basic(self, text):
        return f"Basic {base64.b64encode(text.encode()).decode()}"

    def test_need_it_whatever_they_want(self):
        for method, path in (("GET", "/"), ("GET", "/stats/requests"), ("POST", "/swarm"), ("GET", "/shakedown/status")):
            self.assertEqual(self.status(method, path), 401)
            for wrong in ("ann:", ":", "ann:geheim", "bob:gehe\u00efm:1", "ann"):
                self.assertEqual(self.status(method, path, Authorization=self.basic(wrong)), 401)
            self.assertEqual(self.status(method, path, Authorization="Bearer gehe"), 401)
            self.assertEqual(self.status(method, path, Authorization=self.basic("ann:gehe\u00efm:1")), 200)
            self.assertEqual(self.status(method, path, X_Shakedown_Token=TOKEN), 200)

    def test_of_the_kubelet_and_through_port_forward_do_not_need_it(self):
        self.assertEqual(self.status("GET", "/shakedown/ready"), 200)
        self.assertEqual(self.status("POST", "/swarm", "127.0.0.1", "localhost:8089"), 200)

    def test_that_a_page_of_another_site_sends_with_the_login_of_the_browser_are_refused(self):
        login = self.basic("ann:gehe\u00efm:1")
        self.assertEqual(self.status("POST", "/swarm", Authorization=login, Origin="https://example.com"), 401)
        of_link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
        self.assertEqual(self.status("GET", "/", Authorization=login, **of_link), 200)
        self.assertEqual(self.status("POST", "/swarm", Authorization=login, **of_link), 401)

    def test_are_told_that_there_is_a_login(self):
        answer = self.client.get("/", environ_base={"REMOTE_ADDR": STRANGER})
        self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Basic "))


class Strangers(unittest.TestCase):
    """A platform with a token, and a pod that reaches its master. Real processes."""

    def setUp(self):
        self.platform = Platform(self, SHAKEDOWN_TOKEN_SHA256=DIGEST, HEADER_X_Api_Key="secret")
        self.platform.connected()

    def ask(self, method, path, body=None, address="127.0.0.9", **headers):
        connection = HTTPConnection(LOOPBACK, self.platform.web, source_address=(address, 0))
        self.addCleanup(connection.close)
        connection.request(method, path, body, headers)
        return connection.getresponse().status

    def test_start_nothing_and_its_workers_send_nothing(self):
        form = urllib.parse.urlencode({"user_count": 1, "spawn_rate": 1})
        of_form = {"Content-Type": "application/x-www-form-urlencoded"}
        order = json.dumps(ORDER)
        self.assertEqual(self.ask("POST", "/swarm", form, **of_form), 403)
        self.assertEqual(self.ask("POST", "/shakedown/start", order), 403)
        self.assertEqual(self.ask("POST", "/user", json.dumps({"user_class_name": "TargetUser", "weight": 2})), 403)
        self.assertEqual(self.ask("GET", "/shakedown/account"), 403)
        self.assertEqual(self.ask("GET", "/shakedown/ready"), 200)
        self.assertIsNone(self.platform.ask("status")["run"])
        self.assertEqual(self.platform.target.asked, [])

        self.assertEqual(self.ask("POST", "/shakedown/start", order, **{"X-Shakedown-Token": TOKEN}), 200)
        until(lambda: self.platform.target.asked)
        self.assertEqual(self.ask("POST", "/stop"), 403)
        self.assertEqual(self.ask("GET", "/stats/reset"), 405)
        # A person whose browser comes through port-forward.
        self.assertEqual(self.ask("POST", "/swarm", form, LOOPBACK, **of_form), 200)
