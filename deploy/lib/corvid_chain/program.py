"""One process of the chain: started, watched, stopped, killed and started again, always by its own pid."""

import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Sequence

from corvid_chain.linux import die_with_parent, wait_ended


class StillRunning(Exception):
    """A process did not end in time."""


class Program:
    """A command that can be run again and again; its output goes to one log file.

    It has a session of its own, so that an interrupt on the terminal reaches only us, and it dies with us unless
    `outlives_us`. REQUIRES: start() from the main thread, because "dies with us" means with the thread that started it.
    """

    def __init__(self, name: str, command: Sequence[str], log: pathlib.Path, outlives_us: bool = False) -> None:
        self.name = name
        self.starts = 0
        self.log = log
        self._command = list(command)
        self._outlives_us = outlives_us
        self._process: subprocess.Popen[bytes] | None = None
        self._pidfd = -1

    @property
    def pid(self) -> int:
        """REQUIRES: started."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Started and not ended."""
        return self._pidfd >= 0 and not wait_ended(self._pidfd, 0)

    def fileno(self) -> int:
        """Becomes readable when the process ends. REQUIRES: started."""
        return self._pidfd

    @property
    def exit_status(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return None if self._process is None or self.running else self._process.wait()

    def start(self) -> None:
        """REQUIRES: not running."""
        assert not self.running, f"{self.name} is running"
        self._forget()
        us = os.getpid()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=None if self._outlives_us else lambda: die_with_parent(us))
        self._pidfd = os.pidfd_open(self._process.pid)
        self.starts += 1

    def signal(self, number: signal.Signals) -> None:
        """To this process and no other; nothing when it has ended."""
        if self._pidfd >= 0:
            try:
                signal.pidfd_send_signal(self._pidfd, number)
            except ProcessLookupError:
                pass

    def wait(self, seconds: float) -> int:
        """Its exit status. Raises StillRunning."""
        assert self._process is not None
        if not wait_ended(self._pidfd, seconds):
            raise StillRunning(f"{self.name} (pid {self.pid}) still runs after {seconds:g} s")
        return self._process.wait()

    def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        if self._process is not None:
            self.signal(signal.SIGKILL)
            self.wait(30)

    def stop(self, seconds: float = 10) -> int:
        """SIGTERM, and its exit status. Raises StillRunning."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def end(self) -> None:
        """Stops it in good order, or else kills it; never raises for a process that would not."""
        if not self.running:
            return
        try:
            self.stop()
        except StillRunning as stubborn:
            print(f"{stubborn}; killed", file=sys.stderr)
            self.kill()

    def log_tail(self, lines: int = 20) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _forget(self) -> None:
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        if self._process is not None:
            self._process.wait()
            self._process = None
