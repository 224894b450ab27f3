#!/usr/bin/env python3
"""Bad native input is refused with every reason, in words, and disturbs nobody."""

import json
import unittest

from support import TemporaryFolder, new_chain  # first: it finds corvid_chain

from corvid_chain import native
from corvid_chain.chain import Chain, Connection
from corvid_chain.spool import Json, Outcome, encode

TOO_LARGE = 36_000_000
SECONDS = 60


class BadInput(TemporaryFolder):
    """Police and Veilig Thuis, with good reports before, between and after the bad."""

    chain: Chain
    police: Connection
    veilig_thuis: Connection

    def setUp(self) -> None:
        super().setUp()
        self.chain = new_chain(self.folder / "chain")
        self.addCleanup(self.chain.end)
        self.chain.set_up(roles=("POLITIE", "VEILIG_THUIS"))
        self.chain.start()
        self.police = self.chain.of("POLITIE", "0599")
        self.veilig_thuis = self.chain.of("VEILIG_THUIS", "0599")
        self.good = 0

    def outcome(self, name: str, sender: Connection | None = None) -> Outcome:
        """Of a file that was dropped."""
        spool = (sender or self.police).spool
        return self.chain.wait_until(f"{name} has an outcome", lambda: spool.outcome(name), SECONDS)

    def refused(self, name: str, content: bytes | Json, *codes: str, sender: Connection | None = None) -> Outcome:
        """Drops it and checks that it lies in refused/ beside a readable reason, and nowhere else."""
        spool = (sender or self.police).spool
        spool.drop(name, content)
        outcome = self.outcome(name, sender)
        self.assertFalse(outcome.accepted, name)
        self.assertEqual(set(outcome.codes), set(codes), name)
        for fault in outcome.report["fout"]:
            for field in ("klasse", "reden", "herstel"):
                self.assertTrue(fault[field], (name, fault))
            self.assertNotRegex(fault["reden"] + fault["herstel"], r"[{}]")
        self.chain.wait_until(f"{name} is moved", (spool.path("refused") / name).exists, SECONDS)
        self.assertFalse((spool.path("out") / name).exists())
        return outcome

    def paths(self, outcome: Outcome) -> set[str]:
        """Every field that a refusal names."""
        return {path for fault in outcome.report["fout"] for path in fault["veld"]}

    def a_good_report_arrives(self) -> None:
        """As if nothing had happened."""
        self.good += 1
        number = f"PL1700-{2026900000 + self.good}"
        reviewed = native.reviewed(self.chain.tools, self.police, {number: native.bvh_export(number, "0599")})
        self.police.spool.drop(f"{number}.json", reviewed[number])
        self.assertTrue(self.outcome(f"{number}.json").accepted)
        self.chain.wait_until(f"{number} arrives", lambda: any(
            native.meldingsnummer(one) == number for one in self.veilig_thuis.spool.incoming()), SECONDS)

    def test_what_cannot_be_read_is_refused_and_disturbs_nobody(self) -> None:
        export = native.bvh_export("PL1700-2026910001", "0599")
        whole = encode(export)
        self.a_good_report_arrives()
        self.refused("geen-json.json", b"dit is geen JSON", "BERICHT_ONLEESBAAR")
        self.refused("leeg.json", b"", "BERICHT_ONLEESBAAR")
        self.refused("half.json", whole[:len(whole) // 2], "BERICHT_ONLEESBAAR")
        self.refused("lijst.json", b"[1, 2, 3]", "BERICHT_ONLEESBAAR")
        self.a_good_report_arrives()
        self.refused("geen-utf8.json", whole.replace(b"Fenna", b"Fenn\xe4"), "TEKENS_ONGELDIG")
        self.refused("te-groot.json", b"{" + b" " * TOO_LARGE + b"}", "BERICHT_TE_GROOT")
        outcome = self.refused("onbekend-veld.json", {**export, "geheim": 1}, "BERICHT_ONLEESBAAR")
        self.assertTrue(self.paths(outcome))
        self.a_good_report_arrives()
        self.assertTrue(all(program.starts == 1 and program.running for program in self.chain.programs()))

    def test_every_missing_field_is_named_at_once(self) -> None:
        number = "PL1700-2026920001"
        reviewed = json.loads(native.reviewed(self.chain.tools, self.police,
                                              {number: native.bvh_export(number, "0599")})[number])
        del reviewed["incident"]["toedracht"]
        del reviewed["zorg"]["zorgen"]
        reviewed["vraagbaak"] = {}
        reviewed["betrokkenen"][0]["persoon"]["naam"]["geslachtsnaam"] = "   "
        outcome = self.refused("ontbreekt.json", reviewed, "VERPLICHT_VELD_ONTBREEKT", "NIET_BEOORDEELD")
        named = self.paths(outcome)
        for field in ("incident.toedracht", "zorg.zorgen", "vraagbaak", "geslachtsnaam"):
            self.assertTrue(any(field in path for path in named), (field, named))
        self.assertEqual(outcome.report["geweigerd_door"], "adapter")
        self.a_good_report_arrives()

    def test_veilig_thuis_is_told_too(self) -> None:
        self.refused("raar.json", b"{", "BERICHT_ONLEESBAAR", sender=self.veilig_thuis)
        unknown = {"kenmerk": "TK-1", "acuut": "NEE",
                   "terugkoppeling": {"op_bericht": "01890000-0000-7000-8000-000000000000", "volgnummer": 1,
                                      "moment": "NA_TRIAGE", "standaardtekst": 1, "datum_uitkomst": native.today(),
                                      "zicht_op_veiligheid_bij": {"naam": "Veilig Thuis"}}}
        self.refused("van-niets.json", unknown, "VERWIJZING_ONBEKEND", sender=self.veilig_thuis)
        self.a_good_report_arrives()


if __name__ == "__main__":
    unittest.main()
