import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import entrypoint

HERE = str(Path(entrypoint.__file__).parent)
GUARD = f"{HERE}/shakedown_guard.py"
START = f"{HERE}/shakedown_start.py"


def prepared(**environment):
    entrypoint.prepare(environment)
    return environment


class TheEntrypoint(unittest.TestCase):
    def refusal(self, **environment):
        said = io.StringIO()
        with contextlib.redirect_stderr(said), self.assertRaises(SystemExit) as ended:
            entrypoint.prepare(environment)
        self.assertEqual(ended.exception.code, 2)
        return said.getvalue()

    def test_is_standalone_by_default_with_the_default_script_and_the_guard(self):
        self.assertEqual(prepared(), {"LOCUST_LOCUSTFILE": f"{START},{HERE}/shakedown_user.py,{GUARD}"})
        self.assertEqual(prepared(LOCUST_MODE="standalone")["LOCUST_LOCUSTFILE"], f"{START},{HERE}/shakedown_user.py,{GUARD}")

    def test_starts_a_master(self):
        made = prepared(LOCUST_MODE="master", TARGET_HOST="http://shop")
        self.assertEqual((made["LOCUST_MODE_MASTER"], made["LOCUST_HOST"]), ("true", "http://shop"))
        self.assertNotIn("LOCUST_MODE_WORKER", made)

    def test_starts_a_worker_of_the_named_master(self):
        for named, host, port in (
            ("master", "master", None),
            ("master:6000", "master", "6000"),
            ("10.0.0.1:6000", "10.0.0.1", "6000"),
            ("fd00::1", "fd00::1", None),
            ("[fd00::1]", "fd00::1", None),
            ("[fd00::1]:6000", "fd00::1", "6000"),
        ):
            made = prepared(LOCUST_MODE="worker", LOCUST_MASTER=named)
            self.assertEqual(made["LOCUST_MODE_WORKER"], "true")
            self.assertEqual((made["LOCUST_MASTER_NODE_HOST"], made.get("LOCUST_MASTER_NODE_PORT")), (host, port), named)

    def test_accepts_a_master_in_locusts_own_variable(self):
        made = prepared(LOCUST_MODE="worker", LOCUST_MASTER_NODE_HOST="master")
        self.assertEqual(made["LOCUST_MASTER_NODE_HOST"], "master")

    def test_keeps_variables_that_are_set_already(self):
        own = {"LOCUST_LOCUSTFILE": "/own.py", "LOCUST_HOST": "http://own", "LOCUST_MODE_MASTER": "1"}
        self.assertEqual(
            prepared(**own, LOCUST_MODE="master", TARGET_HOST="http://other"),
            {**own, "LOCUST_MODE": "master", "TARGET_HOST": "http://other"},
        )

    def test_refuses_an_unknown_mode_and_a_worker_without_a_master(self):
        self.assertEqual(self.refusal(LOCUST_MODE="slave"), "LOCUST_MODE is 'slave': set master, worker or standalone\n")
        self.assertEqual(
            self.refusal(LOCUST_MODE="worker"), "LOCUST_MASTER is not set: a worker needs the host of its master\n"
        )

    def test_finds_a_script_by_name_or_path_and_lists_the_existing_ones(self):
        scripts = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.object(entrypoint, "SCRIPTS", str(scripts)))
        missing = f"LOCUST_SCRIPT: no file {scripts}/buy.py; in {scripts} there is "
        self.assertEqual(self.refusal(LOCUST_SCRIPT="buy.py"), f"{missing}no script\n")
        for name in ("sell.py", "ask.py", "notes.txt"):
            (scripts / name).touch()
        self.assertEqual(self.refusal(LOCUST_SCRIPT="buy.py"), f"{missing}ask.py, sell.py\n")
        for script in ("sell.py", f"{scripts}/sell.py"):
            self.assertEqual(prepared(LOCUST_SCRIPT=script)["LOCUST_LOCUSTFILE"], f"{START},{scripts}/sell.py,{GUARD}")
