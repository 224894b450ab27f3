"""What the demo promised to show, and what happened: a line each as it happens, a table at the end, JSON on request."""

import dataclasses
import json
import pathlib
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WIDTH = 118


@dataclasses.dataclass
class Step:
    """One thing that must happen."""

    id: str
    what: str
    happened: bool = False
    at_seconds: float | None = None   # since the demo began
    seconds: float | None = None      # it took
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)
    problem: str = ""


class Board:
    """Steps are announced beforehand, so that one that was never reached is missing in the table too."""

    def __init__(self, steps: list[tuple[str, str]]) -> None:
        self._began = time.monotonic()
        self._steps = {name: Step(name, what) for name, what in steps}

    @property
    def elapsed(self) -> float:
        """Seconds since the demo began."""
        return time.monotonic() - self._began

    @property
    def all_happened(self) -> bool:
        """Nothing is missing."""
        return all(step.happened for step in self._steps.values())

    def say(self, subject: str, text: str) -> None:
        """One line, now."""
        lead = f"{self.elapsed:6.1f} s  {subject:<16} " if subject else " " * 27
        for number, line in enumerate(textwrap.wrap(text, WIDTH - len(lead)) or [""]):
            print((lead if number == 0 else " " * len(lead)) + line, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Runs one step; it happened unless an exception says otherwise, which is noted and goes no further."""
        step = self._steps[name]
        began = time.monotonic()
        try:
            yield step
            step.happened = True
        except Exception as problem:  # pylint: disable=broad-except  # whatever it is, the table must tell it
            step.problem = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
            self.say("NIET GEBEURD", f"{step.what}: {step.problem}")
        step.at_seconds = self.elapsed
        step.seconds = time.monotonic() - began

    def table(self) -> str:
        """Every step, and the sum."""
        rows = ["", f"{'stap':<84} {'gebeurd':<8} {'duur':>8}", "-" * 102]
        for step in self._steps.values():
            seconds = "" if step.seconds is None else f"{step.seconds:.2f} s"
            rows.append(f"{step.what:<84} {'ja' if step.happened else 'NEE':<8} {seconds:>8}")
        done = sum(step.happened for step in self._steps.values())
        rows.append("-" * 102)
        rows.append(f"{done} van {len(self._steps)} stappen gebeurd, in {self.elapsed:.1f} s")
        return "\n".join(rows)

    def write_json(self, file: pathlib.Path) -> None:
        """The same for programs."""
        steps = [dataclasses.asdict(step) for step in self._steps.values()]
        for step in steps:
            for key in ("at_seconds", "seconds"):
                step[key] = None if step[key] is None else round(step[key], 3)
        report = {"schema": "corvid.demo.v1", "ok": self.all_happened, "seconds": round(self.elapsed, 3), "step": steps}
        file.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
