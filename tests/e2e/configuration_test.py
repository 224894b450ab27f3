#!/usr/bin/env python3
"""A mistake in configuration, register or policy refuses to start, with status 78 and the place where it stands."""

import pathlib
import subprocess
import unittest

from support import TemporaryFolder, new_chain  # first: it finds corvid_chain

from corvid_chain.chain import Chain, Connection

CONFIGURATION_WRONG = 78


class Configuration(TemporaryFolder):
    """A chain that is set up and never started."""

    chain: Chain

    def setUp(self) -> None:
        super().setUp()
        self.chain = new_chain(self.folder / "chain")
        self.addCleanup(self.chain.end)
        self.chain.set_up(roles=("POLITIE",))
        self.router = self.chain.root / "router" / "router.textproto"

    @property
    def police(self) -> Connection:
        """The first police unit."""
        return self.chain.of("POLITIE", "0599")

    def refused(self, program: pathlib.Path, config: pathlib.Path, *words: str) -> None:
        """The program does not start; its complaint contains each of `words`."""
        done = subprocess.run([str(program), "--config", str(config)], capture_output=True, text=True, check=False,
                              timeout=60)
        self.assertEqual(done.returncode, CONFIGURATION_WRONG, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertNotIn("terminate", done.stderr)

    def replace(self, file: pathlib.Path, old: str, new: str) -> str:
        """Edits `file`; returns "file:line:column" of the first character that changed."""
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        at = text.index(old)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return f"{file.name}:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"

    def test_an_unknown_field_of_the_router_is_named(self) -> None:
        place = self.replace(self.router, "policy_dir:", "polisy_dir:")
        self.refused(self.chain.tools.router, self.router, place, "polisy_dir")

    def test_every_mistake_is_named_at_once(self) -> None:
        first = self.replace(self.router, "policy_dir:", "polisy_dir:")
        second = self.replace(self.router, "ready_file:", "redy_file:")
        self.refused(self.chain.tools.router, self.router, first, second)

    def add(self, text: str) -> None:
        """To the router's configuration."""
        self.router.write_text(self.router.read_text(encoding="utf-8") + text, encoding="utf-8")

    def test_every_term_of_storage_out_of_bounds_is_named_at_once(self) -> None:
        self.add("opslag { verkeersgegevens_dagen: 182 schoonmaak_uren: 13 bezorgtermijn_uren: 169 }\n")
        self.refused(self.chain.tools.router, self.router, "opslag.verkeersgegevens_dagen is from 10 to 181",
                     "opslag.schoonmaak_uren is at most 12", "opslag.bezorgtermijn_uren is at most 168")

    def test_a_quota_that_is_no_count_is_named(self) -> None:
        good = self.router.read_text(encoding="utf-8")
        for quota in ("inzendingen_per_minuut: -1", "weigeringen_per_minuut: 4294967296", "wachtend: veel"):
            self.router.write_text(good + f"quotum {{\n  {quota}\n}}\n", encoding="utf-8")
            place = f"router.textproto:{good.count(chr(10)) + 2}:"
            self.refused(self.chain.tools.router, self.router, place)

    def check_refused(self, *words: str) -> None:
        """corvid-router --check, which must find what a start would."""
        done = subprocess.run([str(self.chain.tools.router), "--check", "--config", str(self.router)],
                              capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, CONFIGURATION_WRONG, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_check_reads_the_keys_too(self) -> None:
        self.replace(self.router, "transport.key", "transprt.key")
        self.check_refused("transprt.key")

    def test_check_tells_a_signing_key_from_a_transport_key(self) -> None:
        self.replace(self.router, "transport.key", "signing.key")
        self.check_refused("signing.key")

    def test_a_register_that_is_not_there_is_a_mistake_in_the_configuration(self) -> None:
        self.replace(self.router, "register_dir: \"", "register_dir: \"nergens/")
        self.check_refused("nergens")
        self.refused(self.chain.tools.router, self.router, "nergens")

    def test_every_quota_out_of_bounds_is_named_at_once(self) -> None:
        self.add("quotum { inzendingen_per_minuut: 600001 weigeringen_per_minuut: 60001 wachtend: 2000001 }\n")
        self.refused(self.chain.tools.router, self.router, "quotum.inzendingen_per_minuut is at most 600000",
                     "quotum.weigeringen_per_minuut is at most 60000", "quotum.wachtend is at most 2000000")

    def test_a_wrong_type_is_named(self) -> None:
        place = self.replace(self.router, '0 }', '"veel" }')
        self.refused(self.chain.tools.router, self.router, place)

    def test_a_required_field_that_is_missing_is_named(self) -> None:
        self.replace(self.router, 'policy_dir: "../policy"', "")
        self.refused(self.chain.tools.router, self.router, "router.textproto", "policy_dir")

    def test_a_mistake_in_the_register_is_named(self) -> None:
        parties = self.chain.root / "register" / "10-parties.textproto"
        place = self.replace(parties, "naam:", "name:")
        self.refused(self.chain.tools.router, self.router, place, "name")

    def test_a_municipality_with_two_desks_is_named(self) -> None:
        parties = self.chain.root / "register" / "10-parties.textproto"
        self.replace(parties, '"0482", "0505"', '"0482", "0482", "0599"')
        self.refused(self.chain.tools.router, self.router, "register")

    def test_a_mistake_in_the_policy_is_named(self) -> None:
        rules = self.chain.root / "policy" / "40-toelaten.textproto"
        place = self.replace(rules, "PERMIT", "PERMITT")
        self.refused(self.chain.tools.router, self.router, place, "PERMITT")

    def test_a_key_file_that_others_can_read_is_refused(self) -> None:
        key = self.chain.root / "router" / "transport.key"
        key.chmod(0o644)
        self.refused(self.chain.tools.router, self.router, "transport.key", "0600")

    def test_an_unknown_field_of_an_adapter_is_named(self) -> None:
        place = self.replace(self.police.config, "spool_dir:", "spul_dir:")
        self.refused(self.chain.tools.adapter, self.police.config, place, "spul_dir")

    def test_an_unknown_role_of_an_adapter_is_named(self) -> None:
        place = self.replace(self.police.config, "POLITIE", "POLITE")
        self.refused(self.chain.tools.adapter, self.police.config, place, "POLITE")

    def test_a_required_field_of_an_adapter_that_is_missing_is_named(self) -> None:
        self.replace(self.police.config, 'ledger: "ledger.db"', "")
        self.refused(self.chain.tools.adapter, self.police.config, "adapter.textproto", "ledger")

    def test_a_file_that_is_not_there_is_named(self) -> None:
        absent = self.folder / "absent.textproto"
        for program in (self.chain.tools.router, self.chain.tools.adapter):
            self.refused(program, absent, "absent.textproto")


if __name__ == "__main__":
    unittest.main()
