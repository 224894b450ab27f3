#!/usr/bin/env python3
"""corvid-adapter as a process, without a router: what it refuses to start with, how it stops, one per ledger.

  program_test.py ADAPTER CORVIDCTL POLICY_DIR TEST...
"""

import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import unittest

ADAPTER, CORVIDCTL, POLICY = sys.argv[1:4]
PATIENCE_SECONDS = 20
STOP_SECONDS_MAX = 5
NOBODY_THERE = "tcp://127.0.0.1:1"


def create_key(kind: str, file: pathlib.Path) -> str:
    """Returns the public key; empty for a secret."""
    public = [] if kind == "tag-secret" else ["--print-public"]
    done = subprocess.run([CORVIDCTL, "keys", "create", "--kind", kind, "--out", str(file), *public],
                          capture_output=True, text=True, check=True)
    return done.stdout.strip() if public else ""


def wait_for_line(process: subprocess.Popen[bytes], part: bytes) -> None:
    """Reads the log until a line holds `part`. Raises AssertionError when it ends or takes too long."""
    seen = b""
    while part not in seen:
        ready, _, _ = select.select([process.stderr], [], [], PATIENCE_SECONDS)
        assert ready, f"no {part!r} within {PATIENCE_SECONDS} s: {seen!r}"
        line = process.stderr.readline()
        assert line, f"ended without {part!r}: {seen!r}"
        seen += line


class Program(unittest.TestCase):
    """Every test has a folder with keys and a configuration of a police unit."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        create_key("transport", self.folder / "transport.key")
        create_key("signing", self.folder / "signing.key")
        create_key("tag-secret", self.folder / "tag.secret")
        server = create_key("transport", self.folder / "server.key")
        router = create_key("signing", self.folder / "router.key")
        self.config = self.folder / "adapter.textproto"
        self.config.write_text(f"""\
party {{ oin: "99000000000000000001" role: POLITIE }}
router {{ endpoint: "{NOBODY_THERE}" server_key: "{server}" }}
router_signing_key: "{router}"
transport_key: "transport.key"
signing_key: "signing.key"
tag_secret: "tag.secret"
ledger: "ledger.db"
spool_dir: "spool"
policy_dir: "{POLICY}"
""", encoding="utf-8")

    def run_adapter(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """To its end."""
        return subprocess.run([ADAPTER, *arguments], capture_output=True, text=True, timeout=PATIENCE_SECONDS,
                              check=False)

    def edit(self, old: str, new: str) -> None:
        """Of the configuration."""
        text = self.config.read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Returns when it is ready."""
        process = subprocess.Popen([ADAPTER, "--config", str(self.config)], stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        wait_for_line(process, b"ready:")
        return process

    def test_check(self) -> None:
        """A good configuration is found good without touching ledger or spool."""
        done = self.run_adapter("--config", str(self.config), "--check")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertFalse((self.folder / "ledger.db").exists())
        self.assertFalse((self.folder / "spool").exists())

    def test_unknown_field(self) -> None:
        """An unknown field is named with file, line and column."""
        self.edit('ledger: "ledger.db"', 'legder: "ledger.db"')
        for more in ([], ["--check"]):
            done = self.run_adapter("--config", str(self.config), *more)
            self.assertEqual(done.returncode, 78)
            self.assertIn("adapter.textproto:7:", done.stderr)

    def test_wrong_values(self) -> None:
        """What is missing or malformed is named by its field."""
        for old, new, named in (
                ('oin: "99000000000000000001"', 'oin: "1"', "party.oin"),
                ("role: POLITIE", "role: HALT", "HALT has no adapter"),
                ('tag_secret: "tag.secret"\n', "", "tag_secret"),
                ('signing_key: "signing.key"', 'signing_key: "transport.key"', "transport.key"),
                (f'policy_dir: "{POLICY}"', 'policy_dir: "nergens"', "nergens")):
            with self.subTest(named):
                before = self.config.read_text(encoding="utf-8")
                self.edit(old, new)
                done = self.run_adapter("--config", str(self.config), "--check")
                self.config.write_text(before, encoding="utf-8")
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertIn(named, done.stderr)

    def test_no_configuration(self) -> None:
        """A configuration that is not there is a configuration error."""
        self.assertEqual(self.run_adapter("--config", str(self.folder / "nergens")).returncode, 78)

    def test_usage(self) -> None:
        """Wrong usage has its own exit status, and --help says them all."""
        self.assertEqual(self.run_adapter().returncode, 64)
        self.assertEqual(self.run_adapter("--onzin").returncode, 64)
        done = self.run_adapter("--help")
        self.assertEqual(done.returncode, 0)
        for status in ("64", "65", "69", "70", "74", "77", "78"):
            self.assertIn(status, done.stdout)

    def test_stop(self) -> None:
        """SIGTERM and SIGINT stop it in good order within seconds, with a router that is not there and work waiting."""
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                process = self.start()
                (self.folder / "spool" / "out" / "x.json").write_text("geen JSON")
                wait_for_line(process, b"is refused")
                process.send_signal(number)
                self.assertEqual(process.wait(STOP_SECONDS_MAX), 0)

    def test_one_per_ledger(self) -> None:
        """A second adapter on a ledger is refused clearly, and the lock goes with the process."""
        self.assertEqual(self.run_adapter("lock", "--config", str(self.config)).returncode, 0)
        process = self.start()
        done = self.run_adapter("--config", str(self.config))
        self.assertEqual(done.returncode, 69)
        self.assertIn("another process", done.stderr)
        self.assertEqual(self.run_adapter("lock", "--config", str(self.config)).returncode, 69)
        process.kill()
        process.wait()
        self.assertEqual(self.run_adapter("lock", "--config", str(self.config)).returncode, 0)
        self.start()

    def test_one_per_spool(self) -> None:
        """Two adapters with different ledgers do not share a spool folder."""
        self.start()
        self.edit('ledger: "ledger.db"', 'ledger: "other.db"')
        done = self.run_adapter("--config", str(self.config))
        self.assertEqual(done.returncode, 69)

    def test_review_is_for_the_police(self) -> None:
        """Other parties cannot review, and an export that is none stays as it is."""
        create_key("signing", self.folder / "reviewer.key")
        export = self.folder / "export.json"
        export.write_text("{}")
        review = ["beoordeel", "--config", str(self.config), "--key", str(self.folder / "reviewer.key"), str(export)]
        done = self.run_adapter(*review)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertEqual(export.read_text(), "{}")
        self.assertEqual(self.run_adapter(*review, "--functie", "BAAS").returncode, 64)
        self.edit("role: POLITIE", "role: RAAD")
        self.assertEqual(self.run_adapter(*review).returncode, 78)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
