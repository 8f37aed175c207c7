import unittest

from tests.platform_processes import accounts_of
from tests.script_texts import IN_TASK, script

QUITS = """    pass

@events.init.add_listener
def on_init(environment, **_):
    if isinstance(environment.runner, MasterRunner):
        environment.events.worker_report.add_listener(lambda **_: environment.stats.total.num_requests and environment.runner.quit())
"""


class Scripts(unittest.TestCase):
    """One script of each kind, run by real processes; `long_scripts.py` has all of them."""

    def test_what_a_script_does_to_its_load_is_in_the_account(self):
        scripts = {
            "leaves": IN_TASK % "raise StopUser()",
            "raises": script("    def __init__(self, environment):\n        raise KeyError('env')\n"),
            "quits": script(QUITS),
        }
        accounts = accounts_of(self, scripts, seconds=120)
        codes = {name: account["run"]["stopCode"] for name, account in accounts.items()}
        self.assertEqual(codes, {"leaves": "users-left", "raises": "users-left", "quits": "script"})
        # The test may end in the second in which users leave.
        last = {name: account["presence"][-1][2:] for name, account in accounts.items()}
        self.assertEqual({name: ran < asked for name, (ran, asked) in last.items()}, {"leaves": True, "raises": True, "quits": False})
        self.assertEqual([row["message"] for row in accounts["raises"]["exceptions"]], ["'env'"])
        self.assertRegex(accounts["quits"]["run"]["stopReason"], r"^the script ended it in load\.py:\d+ <lambda>\(\)$")
        self.assertTrue(all(account["run"]["settled"] and account["lost"] == [] for account in accounts.values()))
