"""The native side of a spool folder: put files into out/, see what became of them, read what came in."""

import dataclasses
import json
import os
import pathlib
from typing import Any

Json = dict[str, Any]

FOLDERS = ("out", "sent", "refused", "in", "alarms")
_BESIDE = (".receipt.json", ".status.json", ".reason.json")


def put(folder: pathlib.Path, name: str, content: bytes) -> None:
    """As a native system should: complete under its name or not there. `folder` is an out/."""
    hidden = folder / f".{name}.part"
    hidden.write_bytes(content)
    os.rename(hidden, folder / name)


def encode(content: Json) -> bytes:
    """A native file."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read_json(file: pathlib.Path) -> Json | None:
    """None when it is not there."""
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        return None


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What the gateway wrote beside a native file: a receipt, or the reasons of a refusal."""

    accepted: bool
    report: Json

    @property
    def message_id(self) -> str:
        """Empty for a file that never became a message."""
        return self.report.get("bericht_id", "")

    @property
    def codes(self) -> list[str]:
        """Of the faults, the most specific first."""
        return [fault["code"] for fault in self.report.get("fout", [])]


@dataclasses.dataclass(frozen=True)
class Incoming:
    """A message for the native system: {"melding": {...}} and the like; records for BVH and the Raad stand bare."""

    file: pathlib.Path
    content: Json

    @property
    def kind(self) -> str:
        """Such as "melding"."""
        if "bvh_nummer" in self.content:
            return "terugkoppeling"
        return "raadpleging" if "herkomst" in self.content else next(iter(self.content))

    @property
    def body(self) -> Json:
        """What is said, without the kind."""
        return self.content.get(self.kind, self.content)

    @property
    def message_id(self) -> str:
        """Of the message, as the router knows it."""
        return self.body.get("herkomst", self.body)["bericht_id"]

    @property
    def conversation(self) -> str:
        """Id of the first message of its conversation."""
        return self.body["herkomst"]["gesprek_id"]


class Spool:
    """One party's spool folder. Nothing here waits; see Chain.wait_until."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self._seen: set[str] = set()
        for folder in FOLDERS:  # so that they can be watched before the adapter runs
            self.path(folder).mkdir(parents=True, exist_ok=True, mode=0o750)

    def path(self, folder: str) -> pathlib.Path:
        """Of one of FOLDERS."""
        return self.root / folder

    def drop(self, name: str, content: Json | bytes) -> None:
        """For the gateway to send."""
        put(self.path("out"), name, content if isinstance(content, bytes) else encode(content))

    def outcome(self, name: str) -> Outcome | None:
        """What became of the file `name`, or None while that is not known."""
        receipt = read_json(self.path("sent") / f"{name}.receipt.json")
        if receipt is not None:
            return Outcome(True, receipt)
        reason = read_json(self.path("refused") / f"{name}.reason.json")
        return None if reason is None else Outcome(False, reason)

    def status(self, name: str) -> Json:
        """What is known of an accepted file's further life."""
        return read_json(self.path("sent") / f"{name}.status.json") or {}

    def incoming(self) -> list[Incoming]:
        """Everything that lies in in/, oldest name first."""
        found = []
        for file in sorted(self.path("in").glob("*.json")):
            content = read_json(file)
            if content is not None:
                found.append(Incoming(file, content))
        return found

    def next_incoming(self) -> Incoming | None:
        """A message that this method has not returned before."""
        for message in self.incoming():
            if message.file.name not in self._seen:
                self._seen.add(message.file.name)
                return message
        return None

    def kept(self, folder: str) -> list[str]:
        """Names of the native files in sent/ or refused/, without what the gateway wrote beside them."""
        return sorted(file.name for file in self.path(folder).iterdir()
                      if not file.name.startswith(".") and not file.name.endswith(_BESIDE))
