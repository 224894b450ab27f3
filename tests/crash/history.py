"""What happened to every report in a crash test, as the native systems saw it, and whether that is allowed.

The recorder only notes; the judgement is `faults`, a pure function, which has tests of its own (history_test.py).
"""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence


@dataclasses.dataclass(frozen=True)
class Submitted:
    """The native side put a report into out/."""

    number: str  # the BVH number


@dataclasses.dataclass(frozen=True)
class Accepted:
    """The sender was shown a receipt: from here on the report must not be lost."""

    number: str
    message_id: str


@dataclasses.dataclass(frozen=True)
class Refused:
    """The sender, or whoever sends feedback, was shown a refusal."""

    number: str
    codes: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class HandedOver:
    """A file appeared in the in/ of Veilig Thuis; every appearance counts, also under a name that was there before."""

    number: str
    message_id: str
    file: str


@dataclasses.dataclass(frozen=True)
class Feedback:
    """A feedback record appeared in the in/ of BVH."""

    number: str
    code: int
    text: str
    file: str


@dataclasses.dataclass(frozen=True)
class Told:
    """What the sender was last told about the further life of an accepted report."""

    number: str
    status: str
    processing: str


@dataclasses.dataclass(frozen=True)
class Asked:
    """Veilig Thuis put an overdracht or an information request about a report into out/."""

    number: str
    kind: str  # overdracht, informatie


@dataclasses.dataclass(frozen=True)
class Reached:
    """A question appeared in the in/ of the one asked, or its answer in that of Veilig Thuis; each time counts."""

    kind: str
    end: str  # vraag, antwoord
    file: str


Event = Submitted | Accepted | Refused | HandedOver | Feedback | Told | Asked | Reached


@dataclasses.dataclass(frozen=True)
class Expected:
    """The feedback that Veilig Thuis gave on a report."""

    code: int
    text: str


def of_kind(history: Iterable[Event], kind: type) -> dict[str, list]:
    """The events of one kind per BVH number, in the order in which they happened."""
    found: dict[str, list] = defaultdict(list)
    for event in history:
        if isinstance(event, kind):
            found[event.number].append(event)
    return found


def faults(history: Sequence[Event], expected: dict[str, Expected]) -> list[str]:
    """Every broken promise, in words; empty when all is well. The history must be complete: nothing is under way."""
    return [*_receipts(history), *_lost(history), *_twice(history), *_feedback(history, expected), *_told(history),
            *_exchanges(history)]


def _receipts(history: Sequence[Event]) -> Iterable[str]:
    submitted, accepted, refused = (of_kind(history, kind) for kind in (Submitted, Accepted, Refused))
    for number in submitted:
        if number not in accepted and number not in refused:
            yield f"{number}: submitted, and its sender was told nothing"
    for number, events in refused.items():
        yield f"{number}: refused with {', '.join(events[0].codes)}"
    for number, events in accepted.items():
        if number not in submitted:
            yield f"{number}: accepted, but nobody submitted it"
        if len({event.message_id for event in events}) > 1:
            yield f"{number}: receipts for different messages"


def _lost(history: Sequence[Event]) -> Iterable[str]:
    accepted, delivered = of_kind(history, Accepted), of_kind(history, HandedOver)
    for number in sorted(accepted.keys() - delivered.keys()):
        yield f"{number}: LOST, accepted and never handed over"
    for number in sorted(delivered.keys() - accepted.keys()):
        yield f"{number}: handed over, but its sender never got a receipt"
    for number in sorted(accepted.keys() & delivered.keys()):
        if accepted[number][0].message_id != delivered[number][0].message_id:
            yield f"{number}: another message was handed over than was accepted"


def _twice(history: Sequence[Event]) -> Iterable[str]:
    for number, events in of_kind(history, HandedOver).items():
        if len(events) > 1:
            yield f"{number}: TWICE, handed over to Veilig Thuis {len(events)} times"
    files = Counter(event.file for event in history if isinstance(event, (HandedOver, Feedback)))
    for file, count in files.items():
        if count > 1:
            yield f"{file}: TWICE, the file appeared {count} times"


def _feedback(history: Sequence[Event], expected: dict[str, Expected]) -> Iterable[str]:
    delivered, feedback = of_kind(history, HandedOver), of_kind(history, Feedback)
    for number in delivered:
        if number not in feedback:
            yield f"{number}: LOST, its feedback never reached BVH"
    for number, events in feedback.items():
        if number not in delivered:
            yield f"{number}: feedback in BVH on a report that was never handed over"
        if len(events) > 1:
            yield f"{number}: TWICE, feedback in BVH {len(events)} times"
        wanted = expected.get(number)
        if wanted is not None and (events[0].code, events[0].text) != (wanted.code, wanted.text):
            yield f"{number}: code {events[0].code} in BVH with a text that is not the one Veilig Thuis gave"


def _told(history: Sequence[Event]) -> Iterable[str]:
    told = of_kind(history, Told)
    for number in of_kind(history, Accepted):
        if number not in told:
            yield f"{number}: its sender was not told what became of it"
        elif (told[number][-1].status, told[number][-1].processing) != ("afgeleverd", "verwerkt"):
            yield f"{number}: its sender was told {told[number][-1].status} {told[number][-1].processing}".rstrip()


def _exchanges(history: Sequence[Event]) -> Iterable[str]:
    """Each question reaches the one asked once, and each answer comes back once. A file's name holds its message id."""
    asked = Counter(event.kind for event in history if isinstance(event, Asked))
    reached = Counter(event for event in history if isinstance(event, Reached))
    for event, count in reached.items():
        if count > 1:
            yield f"{event.file}: TWICE, the file appeared {count} times"
    for kind, questions in asked.items():
        for end in ("vraag", "antwoord"):
            arrived = sum(event.kind == kind and event.end == end for event in reached)
            if arrived < questions:
                yield f"{kind}: LOST, {questions - arrived} of {questions} never arrived as {end}"
            if arrived > questions:
                yield f"{kind}: TWICE, {arrived} arrived as {end}, {questions} were asked"
