"""The native systems of a crash test: BVH, which sends reports; the case system of Veilig Thuis, which answers them and
asks the local team and the Raad about some; and theirs, which answer."""

from collections import Counter

from corvid_chain import native
from corvid_chain.chain import Chain
from corvid_chain.linux import Appearance
from corvid_chain.spool import Incoming, Outcome, encode, put, read_json
from history import Accepted, Asked, Event, Expected, Feedback, HandedOver, Reached, Refused, Submitted, Told
from killing import Killer

UNDER_WAY_MAX = 150  # reports whose feedback is still to come
ASKS_ABOUT_EVERY = 10  # reports: one handover to the local team and one question to the Raad
GEMEENTECODE = "0599"

Reports = list[tuple[str, bytes]]  # BVH number and reviewed export


def prepare_reports(chain: Chain, count: int) -> Reports:
    """Reviewed reports."""
    numbers = [f"2026{place:08d}" for place in range(count)]
    exports = {number: native.bvh_export(number, GEMEENTECODE) for number in numbers}
    return list(native.reviewed(chain.tools, chain.of("POLITIE", GEMEENTECODE), exports).items())


class Traffic:
    """Keeps reports under way and notes everything that a native system can see."""

    def __init__(self, chain: Chain, reports: Reports) -> None:
        self.police = chain.of("POLITIE", GEMEENTECODE)
        self.veilig_thuis = chain.of("VEILIG_THUIS", GEMEENTECODE)
        self.team = chain.of("LOKAAL_TEAM", GEMEENTECODE)
        self.raad = next(one for one in chain.connections.values() if one.party.role == "RAAD")
        self.expected: dict[str, Expected] = {}
        self.moves = 0  # grows with everything that happens
        self._chain = chain
        self._texts = native.standard_texts(chain.root / "policy")
        self._history: list[Event] = []
        self._reports = list(reports)
        self._submitted = 0
        self._fed_back: set[str] = set()
        self._told: dict[str, Told] = {}
        self._handed_over: dict[str, Event] = {}  # by file name, to know one that appears again
        self._handlers = {self.police.spool.path("sent"): self._on_sent,
                          self.police.spool.path("refused"): self._on_refused,
                          self.police.spool.path("in"): self._on_feedback,
                          self.veilig_thuis.spool.path("in"): self._on_veilig_thuis,
                          self.veilig_thuis.spool.path("refused"): self._on_refused,
                          self.team.spool.path("in"): self._on_overdracht,
                          self.team.spool.path("refused"): self._on_refused,
                          self.raad.spool.path("in"): self._on_request,
                          self.raad.spool.path("refused"): self._on_refused}
        self._unanswered = 0
        chain.on_file = self._on_file

    # ---- how far it is

    @property
    def progress(self) -> float:
        """Share of the reports whose feedback arrived, 0..1."""
        return len(self._fed_back) / len(self._reports)

    @property
    def under_way(self) -> int:
        """Reports that were put into out/ and whose feedback did not arrive yet."""
        return self._submitted - len(self._fed_back)

    @property
    def complete(self) -> bool:
        """Every feedback and answer arrived, and the police were told the end of every report."""
        ends = sum(told.processing != "" for told in self._told.values())
        return len(self._fed_back) == len(self._reports) == ends and self._unanswered <= 0

    def describe(self) -> str:
        """Counts, for a failure."""
        return f"{dict(Counter(type(event).__name__ for event in self._history))}, told {len(self._told)}"

    def add(self, reports: Reports) -> None:
        """More work."""
        self._reports.extend(reports)

    def final_history(self) -> list[Event]:
        """Everything that was seen, in order, then what the police were last told of each report."""
        return [*self._history, *self._told.values()]

    def alarms(self) -> list[str]:
        """A fault for each alarm that any adapter raised."""
        return [f"alarm at {connection.party.short}: {', '.join((read_json(file) or {}).get('code', []))}"
                for connection in self._chain.connections.values()
                for file in sorted(connection.spool.path("alarms").glob("*.json"))]

    # ---- doing it

    def submit_up_to(self, horizon: float) -> None:
        """Puts reports into out/, but not beyond a share of the work, and not too many at a time."""
        while (self._submitted < len(self._reports) * horizon
               and self.under_way < UNDER_WAY_MAX):
            number, content = self._reports[self._submitted]
            self._history.append(Submitted(number))
            self._submitted += 1
            put(self.police.spool.path("out"), f"{number}.json", content)

    def wait(self, killer: Killer, seconds: float) -> None:
        """Until something happened, or so long, and deals with it. Raises Ended when a process ended by itself."""
        up = [program for program in self._chain.programs() if program.starts and not killer.is_down(program)]
        self._chain.wait_events(up, seconds)

    def _on_file(self, file: Appearance) -> None:
        self.moves += 1
        handler = self._handlers.get(file.folder)
        if handler is not None:
            handler(file)

    def _on_sent(self, file: Appearance) -> None:
        number, _, kind = file.name.partition(".json")
        report = read_json(file.path) if kind else None
        if report is None:
            return
        if kind == ".receipt.json":
            self._history.append(Accepted(number, report["bericht_id"]))
        elif kind == ".status.json":
            self._told[number] = Told(number, report.get("status", ""), report.get("verwerking", ""))

    def _on_refused(self, file: Appearance) -> None:
        number, _, kind = file.name.partition(".json")
        report = read_json(file.path)
        if kind == ".reason.json" and report is not None:
            self._history.append(Refused(number, tuple(Outcome(False, report).codes)))

    def _on_veilig_thuis(self, file: Appearance) -> None:
        for kind in ("overdracht", "informatie"):
            if file.name.startswith(f"antwoord-{kind}-"):
                self._unanswered -= 1
                self._reach(file, kind, "antwoord")
                return
        self._on_report(file)

    def _on_overdracht(self, file: Appearance) -> None:
        asked = self._reach(file, "overdracht", "vraag")
        if asked is not None:
            kenmerk = f"ANTWOORD-{asked.message_id}"
            put(self.team.spool.path("out"), f"{kenmerk}.json", encode(native.overdracht_antwoord(kenmerk, asked)))

    def _on_request(self, file: Appearance) -> None:
        asked = self._reach(file, "informatie", "vraag")
        if asked is not None:
            kenmerk = f"ANTWOORD-{asked.message_id}"
            put(self.raad.spool.path("out"), f"{kenmerk}.json", encode(native.informatieantwoord(kenmerk, asked)))

    def _reach(self, file: Appearance, kind: str, end: str) -> Incoming | None:
        self._history.append(Reached(kind, end, file.name))
        content = read_json(file.path)
        if content is None:  # appeared twice before we looked, and both are noted
            return None
        file.path.unlink()
        return Incoming(file.path, content)

    def _ask(self, number: str, report: Incoming) -> None:
        questions = {"overdracht": native.overdracht(f"O-{number}", report, GEMEENTECODE),
                     "informatie": native.informatieverzoek(f"V-{number}", report, self.raad.party)}
        for kind, question in questions.items():
            self._history.append(Asked(number, kind))
            self._unanswered += 1
            put(self.veilig_thuis.spool.path("out"), f"{kind}-{number}.json", encode(question))

    def _on_report(self, file: Appearance) -> None:
        report = self._consume(file)
        if report is None:
            return
        number = native.meldingsnummer(report)
        self._note(file, HandedOver(number, report.message_id, file.name))
        if number not in self.expected and len(self.expected) % ASKS_ABOUT_EVERY == 0:
            self._ask(number, report)
        code = 1 + len(self.expected) % 4
        self.expected.setdefault(number, Expected(code, self._texts[code]))
        answer = native.terugkoppeling(report, self.expected[number].code)
        put(self.veilig_thuis.spool.path("out"), f"{number}.json", encode(answer))

    def _on_feedback(self, file: Appearance) -> None:
        record = self._consume(file)
        if record is not None:
            content = record.content
            self._fed_back.add(content["bvh_nummer"])
            self._note(file, Feedback(content["bvh_nummer"], content["code"], content["tekst"], file.name))

    def _consume(self, file: Appearance) -> Incoming | None:
        """As a native system does: reads the file and removes it.

        None when it is gone, because it had appeared twice before we looked: then the second appearance is noted.
        """
        content = read_json(file.path)
        if content is None:
            self._history.append(self._handed_over.get(file.name) or HandedOver(file.name, "", file.name))
            return None
        file.path.unlink()
        return Incoming(file.path, content)

    def _note(self, file: Appearance, seen: Event) -> None:
        self._history.append(seen)
        self._handed_over[file.name] = seen
