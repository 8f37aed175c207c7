import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import shakedown_generator
import shakedown_target
from locust import FastHttpUser, HttpUser, User
from locust.clients import HttpSession
from shakedown_generator import Generator
from tests.real_locust import environment_for
from tests.target_server import Target, certificate

SETTINGS = ("HEADER_", "TARGET_")


class TheTarget(unittest.TestCase):
    """What the target receives from users with settings from the environment."""

    def setUp(self):
        generator = self.enterContext(mock.patch.object(shakedown_generator, "generator", Generator()))
        generator.pace(0)
        # For the file that is passed to requests.
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(mock.patch.object(tempfile, "tempdir", folder))
        self.enterContext(mock.patch.object(HttpSession, "__init__", HttpSession.__init__))

    def ask(self, target, *classes, **settings):
        """One request of each kind of user. Returns the status of each, 0 without an answer."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}
        with mock.patch.dict(os.environ, {**kept, **settings}, clear=True):
            shakedown_target.apply(classes)
        environment = environment_for(self, user_classes=classes)
        environment.create_local_runner()
        for user in classes:
            user.host = target.url
        return [user(environment).client.get("/").status_code for user in classes]

    def test_both_kinds_of_users_send_the_headers_of_the_environment(self):
        target = Target(self)
        self.ask(target, *kinds(), HEADER_X_Api_Key="abc", HEADER_Authorization="Bearer d")
        seen = [(asked["HTTP_X_API_KEY"], asked["HTTP_AUTHORIZATION"]) for asked in target.asked]
        self.assertEqual(seen, [("abc", "Bearer d")] * 2)

    def test_a_class_keeps_its_own_headers(self):
        class Own(FastHttpUser):
            default_headers = {"X-Api-Key": "own"}

        target = Target(self)
        self.ask(target, Own, HEADER_X_Api_Key="abc", HEADER_X_More="d")
        self.assertEqual((target.asked[0]["HTTP_X_API_KEY"], target.asked[0]["HTTP_X_MORE"]), ("own", "d"))

    def test_a_user_without_a_client_is_not_changed(self):
        class Plain(User):
            pass

        shakedown_target.apply([Plain])
        self.assertFalse(hasattr(Plain, "default_headers"))

    def test_a_certificate_is_verified_as_the_environment_sets(self):
        files = certificate(self)
        target = Target(self, **files)
        own, other = (Path(made["certfile"]).read_text() for made in (files, certificate(self)))
        for settings, fast, slow in (
            # By default, FastHttpUser verifies nothing and HttpUser verifies.
            ({}, 200, 0),
            ({"TARGET_TLS": "insecure"}, 200, 200),
            ({"TARGET_TLS": "verify"}, 0, 0),
            ({"TARGET_CA": own}, 200, 200),
            ({"TARGET_CA": other}, 0, 0),
            ({"TARGET_CA": own, "TARGET_TLS": "verify"}, 200, 200),
            ({"TARGET_CA": other, "TARGET_TLS": "insecure"}, 200, 200),
        ):
            with self.subTest(settings.keys()), mock.patch.object(HttpSession, "__init__", HttpSession.__init__):
                self.assertEqual(self.ask(target, *kinds(), **settings), [fast, slow])

    def test_a_class_keeps_its_own_context(self):
        class Own(FastHttpUser):
            ssl_context_factory = staticmethod(lambda **_: self.fail("not asked for"))

        factory = Own.ssl_context_factory
        with mock.patch.dict(os.environ, TARGET_TLS="verify"):
            shakedown_target.apply([Own])
        self.assertIs(Own.ssl_context_factory, factory)
        self.assertEqual(Own.insecure, FastHttpUser.insecure)


def kinds():
    """Both kinds of users; new classes for each test, because tests change them."""

    class Fast(FastHttpUser):
        pass

    class Slow(HttpUser):
        pass

    return Fast, Slow
