import unittest

from tests.platform_processes import Platform
from tests.real_locust import until

USER = """
from locust import User, events, task

class Anybody(User):
    @task
    def nothing(self):
        pass
"""


class Scripts(unittest.TestCase):
    """Masters whose scripts end Python, or hang, before they are ready. Real processes, all at the same time, because they mostly wait."""

    def said(self, scripts, **settings):
        """The exit code and the last line of each master."""
        platforms = {name: Platform(self, text, **settings) for name, text in scripts.items()}
        until(lambda: all(platform.processes[0].poll() is not None for platform in platforms.values()), 60)
        logs = {name: (one.folder / "master-0.log").read_text() for name, one in platforms.items()}
        return {name: (one.processes[0].returncode, logs[name].strip().splitlines()[-1]) for name, one in platforms.items()}

    def test_that_end_python_say_where(self):
        ended = "shakedown: the script ended Python in"
        early = ", before the platform was ready"
        self.assertEqual(
            self.said(
                {
                    "at once": "import sys\nsys.exit(0)\n",
                    "with a text": "import sys\ndef read():\n    sys.exit('no data')\nread()\n",
                    "in a listener": f"{USER}\n@events.init.add_listener\ndef prepare(**_):\n    import sys\n    sys.exit()\n",
                }
            ),
            {
                "at once": (2, f"{ended} load.py:2 <module>() by sys.exit(0){early}"),
                "with a text": (2, f"{ended} load.py:3 read() by sys.exit('no data'){early}"),
                "in a listener": (2, f"{ended} load.py:12 prepare(){early}"),
            },
        )

    def test_that_hang_say_where(self):
        hung = "shakedown: the script was not loaded after 2 s; it was in"
        self.assertEqual(
            self.said(
                {
                    "waiting": "import time\nfrom locust import User\ndef wait():\n    time.sleep(1000)\nwait()\n",
                    "computing": "while True:\n    pass\n",
                },
                SHAKEDOWN_SCRIPT_SECONDS="2",
            ),
            {"waiting": (2, f"{hung} load.py:4 wait()"), "computing": (2, f"{hung} load.py:1 <module>()")},
        )

    def test_may_take_their_time_when_they_are_loaded(self):
        slow = f"{USER}\n@events.init.add_listener\ndef prepare(**_):\n    import gevent\n    gevent.sleep(3)\n"
        platform = Platform(self, slow, SHAKEDOWN_SCRIPT_SECONDS="1")
        platform.start()

    def test_that_want_no_dashboard_end_a_platform_with_a_sentence(self):
        token = {"SHAKEDOWN_TOKEN_SHA256": "a" * 64}
        (said,) = self.said({"headless": USER}, LOCUST_HEADLESS="true", LOCUST_EXPECT_WORKERS_MAX_WAIT="1", **token).values()
        self.assertEqual(said[0], 2)
        self.assertRegex(said[1], "^shakedown: Locust was told to run without its dashboard")

    def test_are_named_in_reports(self):
        platform = Platform(self, USER)
        platform.connected()
        self.assertIn("load.py", platform.page("/"))
        self.assertNotIn("shakedown_start", platform.page("/"))
