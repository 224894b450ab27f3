"""A whole chain in one folder: router, an adapter per party, an operator; fresh keys, free ports, nothing shared.

    router/        router.textproto, keys, ready.json, data/      log/        NAME.log
    parties/SLUG/  adapter.textproto, keys, ledger.db, spool/     operator/   corvidctl.textproto, key
    register/      the parties and their keys                     policy/     a copy of the rules
    chain.json     which processes run here
"""

import dataclasses
import json
import pathlib
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from corvid_chain import configuration, keys
from corvid_chain.linux import Appearance, FolderWatch
from corvid_chain.ports import free_port
from corvid_chain.program import Program
from corvid_chain.register import Party, Register
from corvid_chain.spool import Json, Spool, read_json
from corvid_chain.stopping import describe
from corvid_chain.waiting import Ended, readable, wait_until

T = TypeVar("T")

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
ADAPTER_ROLES = ("POLITIE", "VEILIG_THUIS", "RAAD", "LOKAAL_TEAM")
READY_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Tools:
    """The executables of one build."""

    router: pathlib.Path
    adapter: pathlib.Path
    corvidctl: pathlib.Path

    @classmethod
    def of_build(cls, build: pathlib.Path) -> "Tools":
        """Raises FileNotFoundError when one is missing."""
        build = build.resolve()
        tools = cls(build / "router" / "corvid-router", build / "adapters" / "corvid-adapter",
                    build / "adapters" / "corvidctl" / "corvidctl")
        for file in (tools.router, tools.adapter, tools.corvidctl):
            if not file.is_file():
                raise FileNotFoundError(f"{file} is not built")
        return tools


class Connection:
    """One party in a running chain: its adapter and its spool folder."""

    def __init__(self, party: Party, folder: pathlib.Path, program: Program) -> None:
        self.party = party
        self.folder = folder
        self.adapter = program
        self.spool = Spool(folder / "spool")

    @property
    def config(self) -> pathlib.Path:
        """Of the adapter."""
        return self.folder / "adapter.textproto"

    @property
    def reviewer_key(self) -> pathlib.Path:
        """With which a colleague of this police unit signs reviews."""
        return self.folder / "reviewer.key"


class Chain:
    """REQUIRES: `root` is an empty folder. Use as a context manager: on leaving, every process is ended."""

    def __init__(self, root: pathlib.Path, tools: Tools, outlives_us: bool = False) -> None:
        self.root = root
        self.tools = tools
        self.ctl_config = root / "operator" / "corvidctl.textproto"
        self._keys = keys.KeyMaker(tools.corvidctl)
        self.appeared: Counter[pathlib.Path] = Counter()  # how often a file came into being under this name
        self.on_file: Callable[[Appearance], None] = lambda file: None  # told of every file a native system may see
        self._watch = FolderWatch()
        self._outlives_us = outlives_us
        (root / "log").mkdir()
        self._copy_policy_and_register()
        self.register = Register.read(root / "register" / "10-parties.textproto")
        config = root / "router" / "router.textproto"
        self.router = self._program("router", [str(tools.router), "--config", str(config)])
        self.connections: dict[str, Connection] = {}

    # ---- setting up

    def set_up(self, roles: Iterable[str] = ADAPTER_ROLES) -> None:
        """Keys and configuration of the router and of every party of `roles`; nothing runs yet."""
        place = self._set_up_router()
        entries = ["# Openbare sleutels van de testketen, vers gemaakt.\n"]
        for party in self.register.parties:
            if party.role in roles:
                connection = self._set_up_party(party, place)
                entries.append(self._keys.register_entry(party, connection.folder))
        (self.root / "register" / "20-keys.textproto").write_text("\n".join(entries), encoding="utf-8")

    def _copy_policy_and_register(self) -> None:
        for name in ("policy", "register"):
            shutil.copytree(REPOSITORY / "deploy" / "chain" / name, self.root / name)

    def _set_up_router(self) -> configuration.RouterPlace:
        folder, operator = self.root / "router", self.root / "operator"
        folder.mkdir(mode=0o700)
        operator.mkdir(mode=0o700)
        place = configuration.RouterPlace(
            endpoint=f"tcp://127.0.0.1:{free_port()}", admin_endpoint=f"tcp://127.0.0.1:{free_port()}",
            transport_public=self._keys.create(keys.TRANSPORT, folder / "transport.key"),
            signing_public=self._keys.create(keys.SIGNING, folder / "signing.key"))
        admin = self._keys.create(keys.TRANSPORT, operator / "transport.key")
        (folder / "router.textproto").write_text(configuration.router_config(place, admin), encoding="utf-8")
        self.ctl_config.write_text(configuration.operator_config(place), encoding="utf-8")
        self._watch.add(folder)
        return place

    def _set_up_party(self, party: Party, place: configuration.RouterPlace) -> Connection:
        folder = self.root / "parties" / party.slug
        folder.mkdir(mode=0o700, parents=True)
        self._keys.create(keys.TRANSPORT, folder / "transport.key")
        self._keys.create(keys.SIGNING, folder / "signing.key")
        self._keys.create(keys.TAG_SECRET, folder / "tag.secret")
        reviewer = self._keys.create(keys.SIGNING, folder / "reviewer.key") if party.role == "POLITIE" else ""
        program = self._program(party.slug, [str(self.tools.adapter), "--config", str(folder / "adapter.textproto")])
        connection = Connection(party, folder, program)
        connection.config.write_text(configuration.adapter_config(party, place, reviewer), encoding="utf-8")
        for name in ("sent", "refused", "in", "alarms"):
            self._watch.add(connection.spool.path(name))
        self.connections[party.slug] = connection
        return connection

    def _program(self, name: str, command: list[str]) -> Program:
        return Program(name, command, self.root / "log" / f"{name}.log", self._outlives_us)

    # ---- running

    def start(self) -> None:
        """The router, then every adapter; returns when the router takes connections."""
        self.start_router()
        for connection in self.connections.values():
            connection.adapter.start()
        self.note_processes()

    def start_router(self) -> None:
        """Returns when it takes connections."""
        ready = self.root / "router" / "ready.json"
        ready.unlink(missing_ok=True)
        self.router.start()
        self.wait_until("the router is ready", ready.exists, READY_SECONDS)

    def ready_file(self) -> dict[str, str]:
        """What the router wrote when it was ready."""
        return read_json(self.root / "router" / "ready.json") or {}

    def programs(self) -> list[Program]:
        """The router first."""
        return [self.router, *(connection.adapter for connection in self.connections.values())]

    def note_processes(self) -> None:
        """So that another process can end this chain; see stopping.py."""
        running = [describe(program.name, program.pid) for program in self.programs() if program.running]
        (self.root / "chain.json").write_text(json.dumps({"process": running}, indent=2) + "\n")

    def of(self, role: str, gemeentecode: str) -> Connection:
        """The connection of the competent party."""
        return self.connections[self.register.competent(role, gemeentecode).slug]

    def wait_until(self, what: str, condition: Callable[[], T | None], seconds: float = 60) -> T:
        """What `condition` returns once it is neither None nor False, looked at whenever a file appeared.

        Raises TooLate, and Ended when a process that ran ended meanwhile.
        """
        running = [program for program in self.programs() if program.running]

        return wait_until(what, condition, lambda left: self.wait_events(running, left), seconds)

    def wait_events(self, running: list[Program], seconds: float) -> None:
        """Until a file appeared, or so long. Raises Ended when one of `running` ended."""
        happened = readable([self._watch, *running], seconds)
        for file in self._watch.take():
            if not file.name.startswith("."):
                self.appeared[file.path] += 1
                self.on_file(file)
        for program in running:
            if program.fileno() in happened:
                raise Ended(f"{program.name} ended with status {program.exit_status}:\n{program.log_tail()}")

    def ctl(self, *arguments: str) -> Json:
        """What `corvidctl ARGUMENTS --json` says. Raises RuntimeError with its complaint."""
        command = [str(self.tools.corvidctl), "--config", str(self.ctl_config), *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"corvidctl {' '.join(arguments)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def end(self) -> None:
        """Ends every process; the adapters first, as an operator would."""
        for program in reversed(self.programs()):
            program.end()
        self._watch.close()

    def __enter__(self) -> "Chain":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
