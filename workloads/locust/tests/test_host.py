import unittest
import urllib.error
import urllib.parse
import urllib.request

from tests.platform_processes import Platform
from tests.real_locust import LOOPBACK, until
from tests.target_server import Target


class AnotherHost(unittest.TestCase):
    """A platform whose Secret has a header, and somebody who reaches its master. Real processes."""

    def setUp(self):
        self.elsewhere = Target(self)
        self.platform = Platform(self, HEADER_X_Api_Key="secret")
        self.platform.connected()

    def post(self, path, **form):
        data = urllib.parse.urlencode(form).encode()
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
