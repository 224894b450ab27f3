"""What the checks share: which files are ours, and C++ without its comments and literals."""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_OURS = {".git", "build", "node_modules", "__pycache__"}

_LITERAL = re.compile(
    r"""R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)" | //[^\n]* | /\*.*?\*/
      | "(?:\\.|[^"\\\n])*" | (?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])*'""",
    re.VERBOSE | re.DOTALL)


def own_files():
    """(path from the root, text) of every text file we wrote, in a stable order."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.startswith("build-"))
        for name in sorted(names):
            path = pathlib.Path(folder, name)
            try:
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError):
                continue  # binary (fuzz corpus, golden bytes), or a temporary file that has just gone


def code_only(text):
    """C++ with comments and literals blanked; lines keep their numbers."""
    return _LITERAL.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
