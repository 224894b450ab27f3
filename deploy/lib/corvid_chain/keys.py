"""Fresh keys for every party, made by the product's own tool, and the register's entries about them."""

import pathlib
import subprocess

from corvid_chain.register import Party

TRANSPORT, SIGNING, TAG_SECRET = "transport", "signing", "tag-secret"


class KeyMaker:
    """Runs `corvidctl keys`. Raises RuntimeError with what that says."""

    def __init__(self, corvidctl: pathlib.Path) -> None:
        self._corvidctl = corvidctl

    def create(self, kind: str, file: pathlib.Path) -> str:
        """A new key in a new `file`; returns its public key, 64 hexadecimal digits, empty for a TAG_SECRET."""
        public = [] if kind == TAG_SECRET else ["--print-public"]
        printed = self._run("create", "--kind", kind, "--out", str(file), *public)
        return printed.strip() if public else ""

    def register_entry(self, party: Party, folder: pathlib.Path) -> str:
        """Protobuf text for the register: the public keys of the key files in a party's folder."""
        reviewer = folder / "reviewer.key"
        return self._run("register", "--oin", party.oin, "--role", party.role,
                         "--transport", str(folder / "transport.key"), "--signing", str(folder / "signing.key"),
                         *(["--reviewer", str(reviewer)] if reviewer.exists() else []))

    def _run(self, command: str, *arguments: str) -> str:
        done = subprocess.run([str(self._corvidctl), "keys", command, *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"corvidctl keys {command}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout
