#!/usr/bin/env python3
"""What lies in a store after a run follows from its journal, and a clock that a report began is shown to operators."""

import pathlib
import subprocess
import unittest

from support import TemporaryFolder, new_chain  # first: it finds corvid_chain

from corvid_chain import native
from corvid_chain.chain import Chain

STORE_IN_USE = 69
STORE_FAILED = 74
CONFIGURATION_WRONG = 78
NUMBER = "PL1700-2026930001"
SECONDS = 60


class StoreCheck(TemporaryFolder):
    """Police and Veilig Thuis, and one report between them."""

    chain: Chain
    config: pathlib.Path

    def setUp(self) -> None:
        super().setUp()
        self.chain = new_chain(self.folder / "chain")
        self.addCleanup(self.chain.end)
        self.chain.set_up(roles=("POLITIE", "VEILIG_THUIS"))
        self.config = self.chain.root / "router" / "router.textproto"

    def check(self) -> subprocess.CompletedProcess[str]:
        """corvid-router check"""
        return subprocess.run([str(self.chain.tools.router), "check", "--config", str(self.config)],
                              capture_output=True, text=True, check=False, timeout=SECONDS)

    def report(self) -> None:
        """One report, until what the native side of Veilig Thuis made of it is back at the police."""
        police = self.chain.of("POLITIE", "0599")
        reviewed = native.reviewed(self.chain.tools, police, {NUMBER: native.bvh_export(NUMBER, "0599")})
        police.spool.drop(f"{NUMBER}.json", reviewed[NUMBER])
        status = police.spool.path("sent") / f"{NUMBER}.json.status.json"
        self.chain.wait_until("the report is processed",
                              lambda: status.exists() and '"verwerkt"' in status.read_text("utf-8"), SECONDS)

    def test_a_store_that_is_not_there_is_refused_and_not_made(self) -> None:
        done = self.check()
        self.assertEqual(done.returncode, CONFIGURATION_WRONG, done.stderr)
        self.assertIn("there is no store yet", done.stderr)
        self.assertFalse((self.chain.root / "router" / "data").exists())

    def test_the_views_of_a_chain_that_ran_follow_from_its_journal(self) -> None:
        self.chain.start()
        self.report()
        terms = self.chain.ctl("terms")["term"]
        self.assertEqual([(term["klok"], term["step"]) for term in terms], [("TRIAGE", "loopt")])
        self.assertEqual(self.chain.ctl("terms", "--alarms")["term"], [])
        self.assertEqual(self.chain.ctl("status")["terms_running"], 1)

        done = self.check()
        self.assertEqual(done.returncode, STORE_IN_USE, done.stderr)
        self.assertIn("in use", done.stderr)
        self.assertEqual(done.stdout, "")

        self.chain.router.end()
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"^[1-9]\d* records, [1-9]\d* rows, 0 differences\n$")

        (self.chain.root / "router" / "data" / "store" / "CURRENT").unlink()
        done = self.check()
        self.assertEqual(done.returncode, STORE_FAILED, done.stderr)
        self.assertIn("the store is damaged: keep data_dir as it is", done.stderr)


if __name__ == "__main__":
    unittest.main()
