#!/usr/bin/env python3
"""The demo shows everything it promises, and leaves nothing behind however it ends."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

from support import BUILD, REPOSITORY, TemporaryFolder, processes_in, wait_none_in

STEPS_MIN = 17
SECONDS_MAX = float(os.environ.get("CORVID_DEMO_SECONDS_MAX", "60"))


class Demo(TemporaryFolder):
    """As deploy/demo runs it, after the build."""

    def start(self, *options: str) -> subprocess.Popen[str]:
        """The demo, with the first line it says read."""
        demo = subprocess.Popen([sys.executable, "-m", "corvid_demo", "--build", str(BUILD), *options], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment())
        self.addCleanup(demo.stdout.close)
        self.addCleanup(demo.kill)
        self.assertIn("keten", demo.stdout.readline())
        return demo

    def finish(self, demo: subprocess.Popen[str]) -> str:
        """The rest of its output. It must have ended with status 0."""
        output, _ = demo.communicate(timeout=280)
        self.assertEqual(demo.returncode, 0, output)
        return output

    def test_every_step_happens_in_time(self) -> None:
        summary = self.folder / "demo.json"
        output = self.finish(self.start("--json", str(summary)))
        report = json.loads(summary.read_text())
        self.assertTrue(report["ok"], output)
        self.assertGreaterEqual(len(report["step"]), STEPS_MIN)
        self.assertEqual([step["id"] for step in report["step"] if not step["happened"]], [])
        self.assertLess(report["seconds"], SECONDS_MAX)
        self.assertRegex(output, r"\n\d+ van \d+ stappen gebeurd")
        wait_none_in(self.folder, 5)
        self.assertEqual(list(self.folder.iterdir()), [summary])

    def test_a_refusal_is_told_with_code_article_reason_and_remedy(self) -> None:
        summary = self.folder / "demo.json"
        output = self.finish(self.start("--json", str(summary)))
        steps = {step["id"]: step["detail"] for step in json.loads(summary.read_text())["step"]}
        for step, code in (("niet-beoordeeld", "NIET_BEOORDEELD"), ("via-veilig-thuis", "VIA_VEILIG_THUIS"),
                           ("melder-of-getuige", "MELDER_OF_GETUIGE"), ("vijfde-tekst", "TEKST_ONBEKEND"),
                           ("verkeerde-regio", "ONTVANGER_NIET_BEVOEGD")):
            self.assertEqual(steps[step]["code"], code)
            for field in ("klasse", "verwijzing", "reden", "herstel"):
                self.assertTrue(steps[step][field], (step, field))
            self.assertNotRegex(steps[step]["reden"] + steps[step]["herstel"], r"[{}]")
            self.assertIn(code, output)

    def test_an_interrupted_demo_leaves_nothing(self) -> None:
        demo = self.start()
        self.assertGreater(len(processes_in(self.folder)), 5)
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=60)
        self.assertNotEqual(demo.returncode, 0)
        wait_none_in(self.folder, 5)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_killed_demo_leaves_no_process(self) -> None:
        demo = self.start()
        self.assertGreater(len(processes_in(self.folder)), 5)
        demo.kill()
        demo.communicate(timeout=60)
        wait_none_in(self.folder, 10)

    def test_what_keep_leaves_running_can_be_looked_at_and_ended(self) -> None:
        output = self.finish(self.start("--keep"))
        running = processes_in(self.folder)
        self.assertGreater(len(running), 5)
        root = pathlib.Path(re.search(r"deploy/demo --stop (\S+)", output)[1])
        self.addCleanup(self.stop, root)
        for command in re.findall(r"^  (\S*corvidctl .*)$", output, re.MULTILINE):
            done = subprocess.run(command, shell=True, text=True, capture_output=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 0, (command, done.stderr))
            self.assertTrue(done.stdout)
        self.assertEqual(self.stop(root), 0)
        wait_none_in(self.folder, 5)
        self.assertFalse(root.exists())

    def stop(self, root: pathlib.Path) -> int:
        """deploy/demo --stop; harmless when repeated."""
        if not root.exists():
            return 0
        return subprocess.run([str(REPOSITORY / "deploy" / "demo"), "--stop", str(root)], check=False,
                              env=self.environment(), timeout=120).returncode


if __name__ == "__main__":
    unittest.main()
