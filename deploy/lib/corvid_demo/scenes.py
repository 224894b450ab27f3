"""What happens in the demo, scene by scene. Each scene needs only what it says it needs."""

import dataclasses

from corvid_chain import native
from corvid_chain.chain import Chain, Connection
from corvid_chain.spool import Incoming, Json
from corvid_demo.board import Board, Step
from corvid_demo.crash_scene import CrashScene
from corvid_demo.small_steps import SmallSteps

# The official texts, letter for letter (domain rule S002-60), apart from the policy bundle on purpose.
TEXTS = {
    1: "Veilig Thuis neemt de melding in onderzoek",
    2: "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld",
    3: "De zorgmelding is doorgestuurd naar een bestaande hulpverlener",
    4: "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)",
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One family, of which the police make one report."""

    number: str         # in BVH
    police: str         # slug of the unit
    gemeentecode: str   # of the woonplaats
    code: int           # the feedback that Veilig Thuis will give


CASES = [
    Case("PL1700-2026000101", "politie-10001", "0599", 1),
    Case("PL1700-2026000102", "politie-10001", "0505", 2),
    Case("PL1500-2026000103", "politie-10002", "0502", 3),
    Case("PL1700-2026000104", "politie-10001", "0642", 4),
]

STEPS = [
    *[(f"melding-{case.code}", f"beoordeelde melding {case.number} bij de bevoegde regio") for case in CASES],
    *[(f"terugkoppeling-{case.code}", f"standaardtekst {case.code} in BVH onder {case.number}") for case in CASES],
    ("overdracht", "overdracht aan het lokale team aanvaard"),
    ("terugmelding", "gezin wil geen contact: terugmelding, nieuwe melding met een nieuw gesprek"),
    ("terugmelding-terugkoppeling", "de terugkoppeling op die melding komt bij het lokale team"),
    ("raad", "vraag aan de Raad beantwoord"),
    ("niet-beoordeeld", "geweigerd: melding zonder beoordeling (NIET_BEOORDEELD)"),
    ("via-veilig-thuis", "geweigerd: politie rechtstreeks naar het lokale team (VIA_VEILIG_THUIS)"),
    ("melder-of-getuige", "geweigerd: overdracht met een getuige erin (MELDER_OF_GETUIGE)"),
    ("verkeerde-regio", "geweigerd: melding naar de verkeerde regio (ONTVANGER_NIET_BEVOEGD)"),
    ("vijfde-tekst", "geweigerd: een vijfde standaardtekst (TEKST_ONBEKEND)"),
    ("crash", "router en een ontvanger gedood met SIGKILL: elk bericht is er daarna precies één keer"),
    ("einde", "elk aangenomen bericht is afgeleverd en verwerkt; alle rijen zijn leeg"),
    ("processen", "elk proces draaide tot het einde, en stopte in goede orde tenzij het moest blijven"),
]


class Demo:
    """One run over a chain that is up."""

    def __init__(self, chain: Chain, board: Board) -> None:
        self._chain = chain
        self._board = board
        self._small = SmallSteps(chain)
        self._reports: dict[int, Incoming] = {}  # as they arrived at Veilig Thuis, by feedback code

    def run(self) -> None:
        """Every scene; a scene that fails does not stop the next."""
        for case in CASES:
            self._report(case)
        for case in CASES:
            self._feedback(case)
        self._handover()
        self._question()
        self._refusals()
        CrashScene(self._chain, self._board).run()
        self._end()

    # ---- reports and their feedback

    def _report(self, case: Case) -> None:
        police, receiver = self._chain.connections[case.police], self._chain.of("VEILIG_THUIS", case.gemeentecode)
        with self._board.step(f"melding-{case.code}") as step:
            self._drop_reviewed(police, case.number, native.bvh_export(case.number, case.gemeentecode))
            outcome = self._small.accepted(police, f"{case.number}.json")
            report = self._small.arrives(receiver, "melding", lambda one: native.meldingsnummer(one) == case.number)
            assert report.message_id == outcome.message_id, "another message arrived than was accepted"
            self._small.processed(police, f"{case.number}.json")
            self._reports[case.code] = report
            step.detail = {"bvh_nummer": case.number, "bericht_id": report.message_id,
                           "ontvanger": receiver.party.naam, "gemeentecode": case.gemeentecode}
            self._board.say("melding", f"{case.number}: {police.party.short} → {receiver.party.short}: afgeleverd en "
                                       f"verwerkt")

    def _feedback(self, case: Case) -> None:
        police, sender = self._chain.connections[case.police], self._chain.of("VEILIG_THUIS", case.gemeentecode)
        with self._board.step(f"terugkoppeling-{case.code}") as step:
            answer = native.terugkoppeling(self._reports[case.code], case.code)
            sender.spool.drop(f"terugkoppeling-{case.number}.json", answer)
            record = self._small.arrives(police, "terugkoppeling", lambda one: one.body["bvh_nummer"] == case.number)
            expected, found = TEXTS[case.code].encode(), record.body["tekst"].encode()
            assert found == expected, f"text {found!r} is not {expected!r}"
            assert b'"' + expected + b'"' in record.file.read_bytes(), "the file holds other bytes"
            step.detail = {"bvh_nummer": case.number, "code": record.body["code"], "tekst": record.body["tekst"]}
            self._board.say("terugkoppeling", f"{case.number} in BVH van {police.party.short}: code {case.code} "
                                              f"\"{record.body['tekst']}\"")

    # ---- handover, decline, question

    def _handover(self) -> None:
        case = CASES[3]
        sender, team = (self._chain.of(role, case.gemeentecode) for role in ("VEILIG_THUIS", "LOKAAL_TEAM"))
        with self._board.step("overdracht") as step:
            sender.spool.drop("overdracht.json", native.overdracht("OV-1", self._reports[4], case.gemeentecode))
            self._small.accepted(sender, "overdracht.json")
            handover = self._small.arrives(team, "aanmelding")
            team.spool.drop("antwoord.json", native.overdracht_antwoord("OA-1", handover))
            self._small.accepted(team, "antwoord.json")
            answer = self._small.arrives(sender, "antwoord_overdracht")
            assert answer.body["besluit"] == "AANVAARD"
            step.detail = {"bericht_id": handover.message_id, "ontvanger": team.party.naam, "besluit": "AANVAARD"}
            self._board.say("overdracht", f"{sender.party.short} → {team.party.short}: AANVAARD; zicht op veiligheid "
                                          f"ligt nu bij het team")
        with self._board.step("terugmelding") as step:
            team.spool.drop("terugmelding.json", native.terugmelding("TM-1", handover))
            self._small.accepted(team, "terugmelding.json")
            returned = self._small.arrives(sender, "terugmelding")
            old, new = handover.conversation, returned.conversation
            assert new == returned.message_id and new != old, "the terugmelding did not begin a conversation"
            step.detail = {"bericht_id": returned.message_id, "gesprek": new, "gesprek_overdracht": old,
                           "reden": returned.body["reden"]}
            self._board.say("terugmelding", f"{team.party.short} → {sender.party.short}: {returned.body['reden']}; "
                                            f"nieuwe melding, gesprek {new[:13]}… (was {old[:13]}…)")
        with self._board.step("terugmelding-terugkoppeling") as step:
            sender.spool.drop("terugkoppeling-terugmelding.json", native.terugkoppeling(returned, 1))
            told = self._small.arrives(team, "terugkoppeling")
            assert told.body["tekst"] == TEXTS[1]
            step.detail = {"code": 1, "tekst": told.body["tekst"]}
            self._board.say("terugkoppeling", f"{sender.party.short} → {team.party.short}: \"{told.body['tekst']}\"")

    def _question(self) -> None:
        sender, raad = self._chain.of("VEILIG_THUIS", "0599"), self._chain.of("RAAD", "0599")
        with self._board.step("raad") as step:
            sender.spool.drop("vraag.json", native.informatieverzoek("IV-1", self._reports[1], raad.party))
            self._small.accepted(sender, "vraag.json")
            question = self._small.arrives(raad, "raadpleging")
            raad.spool.drop("antwoord.json", native.informatieantwoord("IA-1", question))
            answer = self._small.arrives(sender, "antwoord_informatie")
            assert answer.body["verzoeknummer"] == "IV-1"
            step.detail = {"vraag": question.message_id, "antwoord": answer.message_id}
            self._board.say("informatie", f"{sender.party.short} vroeg, {raad.party.short} antwoordde")

    # ---- refusals

    def _refusals(self) -> None:
        rotterdam, zuid = (self._chain.of("VEILIG_THUIS", code) for code in ("0599", "0505"))
        police, team = self._chain.connections["politie-10001"], self._chain.of("LOKAAL_TEAM", "0599")
        with self._board.step("niet-beoordeeld") as step:
            police.spool.drop("onbeoordeeld.json", native.bvh_export("PL1700-2026000201", "0599"))
            self._refused(step, police, "onbeoordeeld.json", "NIET_BEOORDEELD")
        with self._board.step("via-veilig-thuis") as step:
            export = native.bvh_export("PL1700-2026000202", "0599", ontvanger=team.party)
            self._drop_reviewed(police, "PL1700-2026000202", export)
            self._refused(step, police, "PL1700-2026000202.json", "VIA_VEILIG_THUIS")
        with self._board.step("melder-of-getuige") as step:
            handover = native.overdracht("OV-2", self._reports[1], "0599")
            handover["overdracht"]["getuigen"] = [native.persoon("P9", "004", "Bram", "1970-01-31", "0599")]
            rotterdam.spool.drop("met-getuige.json", handover)
            self._refused(step, rotterdam, "met-getuige.json", "MELDER_OF_GETUIGE")
        with self._board.step("verkeerde-regio") as step:
            export = native.bvh_export("PL1700-2026000203", "0505", ontvanger=rotterdam.party)
            self._drop_reviewed(police, "PL1700-2026000203", export)
            self._refused(step, police, "PL1700-2026000203.json", "ONTVANGER_NIET_BEVOEGD")
            assert zuid.party.naam in step.detail["herstel"], "the refusal does not name the competent party"
        with self._board.step("vijfde-tekst") as step:
            rotterdam.spool.drop("vijfde-tekst.json", native.terugkoppeling(self._reports[1], 5, kenmerk="TK-5",
                                                                            volgnummer=2))
            self._refused(step, rotterdam, "vijfde-tekst.json", "TEKST_ONBEKEND")

    def _refused(self, step: Step, sender: Connection, name: str, code: str) -> None:
        outcome = self._small.outcome(sender, name)
        assert not outcome.accepted, "it was accepted"
        fault = outcome.report["fout"][0]
        assert fault["code"] == code, f"refused with {', '.join(outcome.codes)}, not with {code} first"
        for field in ("klasse", "verwijzing", "reden", "herstel"):
            assert fault.get(field), f"the refusal has no {field}"
        step.detail = {**{field: fault[field] for field in ("code", "klasse", "verwijzing", "reden", "herstel")},
                       "door": outcome.report["geweigerd_door"], "alle_codes": outcome.codes}
        self._board.say("geweigerd", f"{code} ({fault['klasse']}; {fault['verwijzing']}; door de "
                                     f"{step.detail['door']})")
        self._board.say("", f"reden: {fault['reden']}")
        self._board.say("", f"herstel: {fault['herstel']}")

    def _drop_reviewed(self, police: Connection, number: str, export: Json) -> None:
        police.spool.drop(f"{number}.json", self._small.reviewed(police, {number: export})[number])

    # ---- the end

    def _end(self) -> None:
        with self._board.step("einde") as step:
            sent = 0
            for connection in self._chain.connections.values():
                for name in connection.spool.kept("sent"):
                    self._small.processed(connection, name)
                    sent += 1
            queues = self._chain.ctl("queues")
            assert not any(queue["waiting"] or queue["in_flight"] for queue in queues["queue"]), "a queue is not empty"
            self._nothing_refused_arrived()
            self._no_alarms()
            step.detail = {"aangenomen": sent}
            self._board.say("einde", f"{sent} berichten aangenomen, alle afgeleverd en verwerkt; alle rijen leeg")

    def _nothing_refused_arrived(self) -> None:
        refused = ("PL1700-2026000201", "PL1700-2026000202", "PL1700-2026000203", "OV-2", "TK-5")
        for connection in self._chain.connections.values():
            for one in connection.spool.incoming():
                text = one.file.read_text(encoding="utf-8")
                assert not any(mark in text for mark in refused), f"a refused message is at {connection.party.short}"

    def _no_alarms(self) -> None:
        for connection in self._chain.connections.values():
            assert not any(connection.spool.path("alarms").glob("*.json")), f"alarm at {connection.party.short}"
