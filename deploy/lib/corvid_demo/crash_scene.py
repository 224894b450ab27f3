"""The scene in which the router and a receiver are killed while messages are under way."""

import dataclasses

from corvid_chain import native
from corvid_chain.chain import Chain, Connection
from corvid_chain.spool import Incoming
from corvid_demo.board import Board, Step
from corvid_demo.small_steps import SmallSteps

POLICE = "politie-10001"
NORTH, SOUTH = "0599", "0505"  # one municipality in each region


@dataclasses.dataclass(frozen=True)
class _Report:
    number: str
    gemeentecode: str
    code: int

    @property
    def name(self) -> str:
        """Of the native file."""
        return f"{self.number}.json"


def _reports(first: int, count: int, gemeentecode: str) -> list[_Report]:
    return [_Report(f"PL1700-{2026000000 + place}", gemeentecode, 1 + place % 4)
            for place in range(first, first + count)]


class CrashScene:
    """REQUIRES: a chain that is up."""

    def __init__(self, chain: Chain, board: Board) -> None:
        self._chain = chain
        self._board = board
        self._small = SmallSteps(chain)
        self._police = chain.connections[POLICE]

    def run(self) -> None:
        """Everything under way, everything killed, everything back."""
        with self._board.step("crash") as step:
            self._run(step)

    def _run(self, step: Step) -> None:
        chain, board = self._chain, self._board
        north, south = chain.of("VEILIG_THUIS", NORTH), chain.of("VEILIG_THUIS", SOUTH)
        delivered, waiting, late = _reports(301, 6, NORTH), _reports(311, 6, SOUTH), _reports(321, 4, SOUTH)
        files = self._small.reviewed(self._police, {
            one.number: native.bvh_export(one.number, one.gemeentecode) for one in [*delivered, *waiting, *late]})

        south.adapter.kill()
        board.say("crash", f"{south.party.short}: adapter gedood (SIGKILL)")
        for one in [*delivered, *waiting]:
            self._police.spool.drop(one.name, files[one.number])
        arrived = {one.number: self._arrival(north, one) for one in delivered}
        for one in waiting:
            self._small.accepted(self._police, one.name)
        board.say("crash", f"{len(waiting)} meldingen wachten bij de router op {south.party.short}")

        for one in delivered:
            self._answer(north, one, arrived[one.number])
        for one in late:
            self._police.spool.drop(one.name, files[one.number])
        chain.router.kill()
        killed_at = board.elapsed
        board.say("crash", f"router gedood (SIGKILL), met {len(waiting)} meldingen in de rij en {len(delivered)} "
                           f"terugkoppelingen en {len(late)} meldingen onderweg")
        chain.start_router()
        south.adapter.start()
        chain.note_processes()
        board.say("crash", f"router na {board.elapsed - killed_at:.1f} s weer bereikbaar, adapter ook gestart")

        for one in [*waiting, *late]:
            self._answer(south, one, self._arrival(south, one))
        every = [*delivered, *waiting, *late]
        records = {one.number: self._record(one) for one in every}
        for one in every:
            self._small.processed(self._police, one.name)
        self._exactly_once(north, delivered)
        self._exactly_once(south, [*waiting, *late])
        self._exactly_once(self._police, every)
        assert all(records[one.number].body["code"] == one.code for one in every), "a feedback has another code"
        step.detail = {"meldingen": len(every), "terugkoppelingen": len(records), "dubbel": 0, "verloren": 0}
        board.say("crash", f"{len(every)} meldingen en {len(records)} terugkoppelingen kwamen elk precies één keer aan")

    def _arrival(self, receiver: Connection, report: _Report) -> Incoming:
        return self._small.arrives(receiver, "melding", lambda one: native.meldingsnummer(one) == report.number)

    def _record(self, report: _Report) -> Incoming:
        return self._small.arrives(self._police, "terugkoppeling", lambda one: one.body["bvh_nummer"] == report.number)

    def _answer(self, sender: Connection, report: _Report, arrived: Incoming) -> None:
        sender.spool.drop(f"terugkoppeling-{report.name}", native.terugkoppeling(arrived, report.code))

    def _exactly_once(self, receiver: Connection, reports: list[_Report]) -> None:
        """No file for one of `reports` came into being twice, under one name or another."""
        folder = receiver.spool.path("in")
        self._chain.wait_events([], 0)  # counts what appeared until now
        for report in reports:
            times = sum(count for file, count in self._chain.appeared.items()
                        if file.parent == folder and report.number in file.name)
            assert times == 1, f"{report.number} came into being {times} times at {receiver.party.short}"
