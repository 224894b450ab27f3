"""Three things Linux has and Python's standard library lacks: inotify, dying with the parent, waiting on a pidfd."""

import ctypes
import dataclasses
import os
import pathlib
import select
import signal
import struct

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG = 1

_IN_MOVED_TO = 0x080
_IN_CREATE = 0x100
_IN_Q_OVERFLOW = 0x4000
_IN_ONLYDIR = 0x01000000

_EVENT = struct.Struct("iIII")
_READ_BYTES = 1 << 20


class EventsLost(Exception):
    """The kernel dropped inotify events: whoever counts them can no longer be sure."""


def die_with_parent(parent: int) -> None:
    """For a child, between fork and exec: SIGKILL when `parent` goes, however it goes."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the line above
        os.kill(os.getpid(), signal.SIGKILL)


def wait_ended(pidfd: int, seconds: float) -> bool:
    """True when the process behind `pidfd` has ended, waiting at most so long."""
    poller = select.poll()
    poller.register(pidfd, select.POLLIN)
    return bool(poller.poll(max(0, round(seconds * 1000))))


@dataclasses.dataclass(frozen=True)
class Appearance:
    """A file came into being under this name: created, or moved in, possibly over an older one."""

    folder: pathlib.Path
    name: str

    @property
    def path(self) -> pathlib.Path:
        """Of the file."""
        return self.folder / self.name


class FolderWatch:
    """Which files appear in some folders, one queue for all of them."""

    def __init__(self) -> None:
        self._fd = _libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        self._folders: dict[int, pathlib.Path] = {}

    def fileno(self) -> int:
        """For select and poll."""
        return self._fd

    def add(self, folder: pathlib.Path) -> None:
        """From now on `folder` itself; not folders in it."""
        mask = ctypes.c_uint32(_IN_CREATE | _IN_MOVED_TO | _IN_ONLYDIR)
        descriptor = _libc.inotify_add_watch(self._fd, os.fsencode(folder), mask)
        if descriptor < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        self._folders[descriptor] = folder

    def take(self) -> list[Appearance]:
        """Every file so far, oldest first. Never blocks. Raises EventsLost."""
        events: list[Appearance] = []
        while True:
            try:
                data = os.read(self._fd, _READ_BYTES)
            except BlockingIOError:
                return events
            events.extend(self._decode(data))

    def _decode(self, data: bytes) -> list[Appearance]:
        events: list[Appearance] = []
        at = 0
        while at < len(data):
            descriptor, mask, _cookie, name_bytes = _EVENT.unpack_from(data, at)
            at += _EVENT.size
            name = os.fsdecode(data[at:at + name_bytes].rstrip(b"\0"))
            at += name_bytes
            if mask & _IN_Q_OVERFLOW:
                raise EventsLost
            if descriptor in self._folders and name:
                events.append(Appearance(self._folders[descriptor], name))
        return events

    def close(self) -> None:
        """Ends every watch."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
