"""What the end-to-end tests share: the build under test, a chain of their own, and a look at what still runs."""

import os
import pathlib
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy" / "lib"))

# pylint: disable=wrong-import-position
from corvid_chain.chain import Chain, Tools  # noqa: E402
from corvid_chain.linux import wait_ended  # noqa: E402

BUILD = pathlib.Path(os.environ.get("CORVID_BUILD", REPOSITORY / "build" / "release"))


class Ended(Exception):
    """A process that should be gone is not."""


class TemporaryFolder(unittest.TestCase):
    """Each test has a folder of its own, which also holds what programs put into TMPDIR."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="corvid-e2e-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def environment(self) -> dict[str, str]:
        """For a program that makes temporary files and finds our Python."""
        return {**os.environ, "TMPDIR": str(self.folder), "PYTHONPATH": str(REPOSITORY / "deploy" / "lib")}


def new_chain(root: pathlib.Path) -> Chain:
    """Not set up, not running. REQUIRES: `root` is empty or absent."""
    root.mkdir(exist_ok=True)
    return Chain(root, Tools.of_build(BUILD))


def processes_in(folder: pathlib.Path) -> list[int]:
    """Running processes whose command line names `folder`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if os.fsencode(folder) in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def wait_none_in(folder: pathlib.Path, seconds: float) -> None:
    """Returns when no process names `folder` any more. Raises Ended."""
    for pid in processes_in(folder):
        try:
            pidfd = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        gone = wait_ended(pidfd, seconds)
        os.close(pidfd)
        if not gone:
            raise Ended(f"process {pid} still runs")
    left = processes_in(folder)
    if left:
        raise Ended(f"processes {left} still run")
