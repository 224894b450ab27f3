"""When which process is killed: seeded, spread over the whole run, at moments that have nothing to do with its work."""

import dataclasses
import random
import signal
import time

from corvid_chain.program import Program

_AIM_SECONDS = 0.06   # after its turn came, a victim dies at a random moment within so long
_DOWN_SECONDS = 0.20  # and stays down for a random time within so long
_LAST = 0.97          # share of the work after which no new turn comes
_SLACK = 0.06         # how far the work may be ahead of a kill that is due: so there is always some under way


@dataclasses.dataclass(frozen=True)
class _Turn:
    """A kill to come."""

    victim: Program
    progress: float  # share of the work, 0..1, from which on it is due


class Killer:
    """Kills each victim so many times and starts it again.

    Turns come by progress of the work, so that they are spread over it however fast it goes; the moment within a turn
    comes from the clock. Never blocks. REQUIRES: tick() whenever something happened and when `wakeup` is over.
    """

    def __init__(self, victims: list[Program], times_each: int, choose: random.Random) -> None:
        turns = [_Turn(victim, choose.random() * _LAST) for victim in victims for _ in range(times_each)]
        self._waiting = sorted(turns, key=lambda turn: turn.progress)
        self._aimed: dict[Program, tuple[float, _Turn]] = {}  # dies at
        self._down: dict[Program, float] = {}                 # starts again at
        self._choose = choose
        self.killed = {victim.name: 0 for victim in victims}
        self.under_way: list[int] = []  # at each kill

    @property
    def done(self) -> bool:
        """Every kill was made, and everything runs again."""
        return not (self._waiting or self._aimed or self._down)

    @property
    def horizon(self) -> float:
        """How far the work may go, 0..1, so that the kills happen during it."""
        turns = [*self._waiting[:1], *(turn for _, turn in self._aimed.values())]
        return min([1.0, *(turn.progress + _SLACK for turn in turns)])

    @property
    def wakeup(self) -> float:
        """Seconds until something is to be done; a second when nothing is."""
        times = [*(at for at, _ in self._aimed.values()), *self._down.values()]
        return max(0.0, min(times) - time.monotonic()) if times else 1.0

    def is_down(self, program: Program) -> bool:
        """By our hand, and not started again."""
        return program in self._down

    def tick(self, progress: float, under_way: int) -> None:
        """Kills and starts what is due; `under_way` is noted with each kill."""
        now = time.monotonic()
        while self._waiting and self._waiting[0].progress <= progress and self._is_up(self._waiting[0].victim):
            turn = self._waiting.pop(0)
            self._aimed[turn.victim] = (now + self._choose.random() * _AIM_SECONDS, turn)
        for victim in [one for one, (at, _) in self._aimed.items() if at <= now]:
            del self._aimed[victim]
            self._kill(victim)
            self.under_way.append(under_way)
            self._down[victim] = time.monotonic() + self._choose.random() * _DOWN_SECONDS
        for victim in [one for one, at in self._down.items() if at <= now]:
            del self._down[victim]
            victim.start()

    def _is_up(self, victim: Program) -> bool:
        return victim not in self._aimed and victim not in self._down

    def _kill(self, victim: Program) -> None:
        victim.kill()
        if victim.exit_status != -signal.SIGKILL:
            raise AssertionError(f"{victim.name} ended by itself, status {victim.exit_status}:\n{victim.log_tail()}")
        self.killed[victim.name] += 1
