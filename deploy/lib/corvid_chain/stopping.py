"""Ending a chain that another process started: exactly the processes that its chain.json names."""

import contextlib
import json
import os
import pathlib
import signal

from corvid_chain.linux import wait_ended
from corvid_chain.spool import Json

_STARTED_FIELD = 22  # of /proc/PID/stat, counted from 1; the name before it may hold blanks
_STOP_SECONDS = 10


def started_at(pid: int) -> str:
    """When a process started, in the kernel's own count: a pid that was given out again has another."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    return stat.rpartition(")")[2].split()[_STARTED_FIELD - 3]


def describe(name: str, pid: int) -> Json:
    """An entry of chain.json."""
    return {"name": name, "pid": pid, "started": started_at(pid)}


def processes_of(root: pathlib.Path) -> list[Json]:
    """Entries of chain.json whose process still runs."""
    entries = json.loads((root / "chain.json").read_text())["process"]
    return [entry for entry in entries if _runs(entry)]


def stop_chain(root: pathlib.Path) -> None:
    """Ends the adapters, then the router; returns when all are gone."""
    for entry in reversed(processes_of(root)):
        with contextlib.suppress(ProcessLookupError):
            _stop(entry["pid"])


def _runs(entry: Json) -> bool:
    try:
        return started_at(entry["pid"]) == entry["started"]
    except FileNotFoundError:
        return False


def _stop(pid: int) -> None:
    pidfd = os.pidfd_open(pid)
    try:
        for number in (signal.SIGTERM, signal.SIGKILL):
            signal.pidfd_send_signal(pidfd, number)
            if wait_ended(pidfd, _STOP_SECONDS):
                return
    finally:
        os.close(pidfd)
