"""The parties of a chain, read from the register that the router reads."""

import dataclasses
import pathlib
import re
from collections.abc import Iterator

ROLES = {"POLITIE": "politie", "VEILIG_THUIS": "veilig-thuis", "RAAD": "raad", "LOKAAL_TEAM": "lokaal-team",
         "HALT": "halt", "OM": "om"}

_TOKEN = re.compile(r'''\s*(?:\#[^\n]* | (?P<word>[A-Za-z_]\w*) | (?P<text>"(?:[^"\\]|\\.)*") | (?P<number>\d+)
                        | (?P<sign>[:{}\[\],]))''', re.VERBOSE)


@dataclasses.dataclass(frozen=True)
class Party:
    """One connection point."""

    oin: str
    role: str
    naam: str
    gemeentecodes: tuple[str, ...]
    telefoon_crisis: str = ""

    @property
    def ref(self) -> dict[str, str]:
        """As native files name a party."""
        return {"oin": self.oin, "rol": self.role}

    @property
    def slug(self) -> str:
        """A name for files and folders: "veilig-thuis-20001"."""
        return f"{ROLES.get(self.role, self.role.lower())}-{int(self.oin[2:])}"

    @property
    def short(self) -> str:
        """Its name without the remark that this is a test chain."""
        return self.naam.replace(" (testketen)", "")


class Register:
    """Every party, findable by what one knows of it."""

    def __init__(self, parties: list[Party]) -> None:
        self.parties = parties

    @classmethod
    def read(cls, file: pathlib.Path) -> "Register":
        """From protobuf text; knows no more of that language than this file needs."""
        parties = []
        for name, value in _fields(iter(_tokens(file.read_text(encoding="utf-8")))):
            if name == "party":
                assert isinstance(value, dict)
                parties.append(Party(oin=value["oin"][0], role=value["role"][0], naam=value["naam"][0],
                                     gemeentecodes=tuple(value.get("gemeentecode", [])),
                                     telefoon_crisis=value.get("telefoon_crisis", [""])[0]))
        return cls(parties)

    def competent(self, role: str, gemeentecode: str) -> Party:
        """The one party of `role` that serves the municipality. Raises KeyError."""
        for party in self.parties:
            if party.role == role and gemeentecode in party.gemeentecodes:
                return party
        raise KeyError(f"{role} for {gemeentecode}")

    def of_role(self, role: str) -> list[Party]:
        """In the order of the register."""
        return [party for party in self.parties if party.role == role]


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"cannot read the register near {text[at:at + 40]!r}")
        at = found.end()
        if found.lastgroup:
            yield found[found.lastgroup]


def _fields(tokens: Iterator[str]) -> Iterator[tuple[str, object]]:
    """(name, value) up to the closing brace; a value is a list of words, or a dict of such lists for a message."""
    for name in tokens:
        if name == "}":
            return
        sign = next(tokens)
        if sign == "{":
            inner: dict[str, list[str]] = {}
            for key, value in _fields(tokens):
                assert isinstance(value, list)
                inner.setdefault(key, []).extend(value)
            yield name, inner
        else:
            yield name, _values(tokens)


def _values(tokens: Iterator[str]) -> list[str]:
    first = next(tokens)
    if first != "[":
        return [first.strip('"')]
    values = []
    for token in tokens:
        if token == "]":
            break
        if token != ",":
            values.append(token.strip('"'))
    return values
