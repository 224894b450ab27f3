"""Waiting with a bound, driven by events: a condition is looked at again when something happened, never on a rhythm."""

import select
import time
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class TooLate(Exception):
    """The bound of a wait was reached."""


class Ended(Exception):
    """A process ended that should be running."""


class HasDescriptor(Protocol):
    """Readable when something happened."""

    def fileno(self) -> int:
        """Its descriptor."""


class Deadline:
    """A point in time; REQUIRES seconds >= 0."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds to go, 0 when over."""
        return max(0.0, self._until - time.monotonic())


def readable(sources: Iterable[HasDescriptor | int], seconds: float) -> set[int]:
    """Descriptors of `sources` on which something happened, waiting at most so long for the first."""
    poller = select.poll()
    for source in sources:
        poller.register(source, select.POLLIN)
    return {descriptor for descriptor, _ in poller.poll(max(0, round(seconds * 1000)))}


def wait_until(what: str, condition: Callable[[], T | None], events: Callable[[float], None], seconds: float) -> T:
    """What `condition` returns once it is not None or False; `events` waits for something to happen.

    Raises TooLate naming `what`, and whatever `events` raises.
    """
    deadline = Deadline(seconds)
    while True:
        outcome = condition()
        if outcome is not None and outcome is not False:
            return outcome
        if deadline.left <= 0:
            raise TooLate(f"after {seconds:g} s still not: {what}")
        events(deadline.left)
