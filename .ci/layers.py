#!/usr/bin/env python3
"""Who may include whom. The table below is the architecture; a build that departs from it fails.

  layers.py              checks the tree
  layers.py --self-test  checks that every kind of violation is found
"""

import fnmatch
import re
import sys

from source import ROOT, own_files

PROTO = ["schema", "proto/base", "proto/text", "proto/envelope", "proto/wire"]
PARTY = PROTO + ["adapters/client", "adapters/gateway", "adapters/translation"]

# A part may include itself and what stands behind it: other parts, or single files of them.
# A file belongs to the longest part that begins its path. "schema" is the C++ generated from proto/corvid.
LAYERS = {
    "schema":               [],
    "proto/base":           [],
    "proto/text":           ["proto/base", "schema", "proto/envelope/digest.h"],
    "proto/envelope":       ["proto/base", "schema"],
    "proto/wire":           ["proto/base", "schema", "proto/text"],
    "store":                ["proto/base", "schema", "proto/envelope/digest.h"],
    "router/policy":        ["proto/base", "schema", "proto/text"],
    "router/core":          ["proto/base", "schema", "proto/text", "proto/envelope", "store", "router/policy"],
    "router/io":            PROTO + ["store", "router/policy", "router/core"],
    "router":               PROTO + ["store", "router/policy", "router/core", "router/io"],   # main.cpp, configuration
    "adapters/client":      PROTO,
    "adapters/gateway":     PROTO + ["adapters/client"],
    "adapters/translation": PROTO + ["adapters/client", "adapters/gateway"],
    "adapters/police":      PARTY,
    "adapters/veilig_thuis": PARTY,
    "adapters/raad":        PARTY,
    "adapters/local_team":  PARTY,
    "adapters/partner":     PARTY,
    "adapters/corvidctl":   PROTO + ["adapters/client", "router/policy"],
    "adapters":             PARTY + ["adapters/police", "adapters/veilig_thuis", "adapters/raad", "adapters/local_team",
                                     "adapters/partner"],                                     # main.cpp picks the party
    "tests":                ["*"],
}

# Files that only some may include, although their part is open.
RESERVED = {
    "store/rocks_*": ["store/*", "router/main.cpp", "router/io/*", "tests/*"],
    "tests/*":       ["tests/*"],
}

# A library is included only by the files listed. What is in no row is not one of our dependencies.
LIBRARIES = {
    "rocksdb/*":         ["store/rocks_*", "tests/crash/*", "tests/support/*"],
    "zmq*":              ["proto/wire/*", "router/io/*", "adapters/client/*", "tests/*"],
    "sqlite3.h":         ["adapters/gateway/*", "tests/*"],
    "boost/*":           ["router/io/*", "adapters/gateway/*", "adapters/main.cpp", "tests/*"],
    "google/protobuf/*": ["proto/*", "store/*", "router/*", "adapters/*", "tests/*"],
    "sodium*":           ["proto/base/*", "proto/envelope/*", "proto/wire/*", "tests/*"],
    "openssl/*":         ["proto/base/*", "proto/envelope/*", "adapters/gateway/*", "tests/*"],
    "spdlog/*":          ["proto/base/log.*"],
    "fmt/*":             ["proto/*", "store/*", "router/*", "adapters/*", "tests/*"],
    "tl/*":              ["proto/base/result.h"],
    "date/*":            ["proto/base/*"],
    "CLI/*":             ["*main.cpp", "adapters/corvidctl/*", "tests/*"],
    "libxml/*":          ["adapters/*", "tests/*"],
    "curl/*":            ["adapters/gateway/*", "tests/*"],
    "prometheus/*":      ["router/io/*", "adapters/gateway/*", "tests/*"],
    "catch2/*":          ["tests/*"],
    "rapidcheck*":       ["tests/*"],
    "benchmark/*":       ["tests/bench/*"],
}

# The operating system. C++ headers without a folder need no row.
SYSTEM = ["sys/*", "netinet/*", "arpa/*", "linux/*", "dirent.h", "errno.h", "fcntl.h", "grp.h", "netdb.h", "poll.h",
          "pthread.h", "pwd.h", "sched.h", "signal.h", "spawn.h", "stdint.h", "stdlib.h", "termios.h", "time.h",
          "unistd.h"]

# Parts that decide: events in, effects out. They reach no thread, clock, file or screen.
PURE = ["router/core", "router/policy"]
IMPURE = SYSTEM + ["thread", "mutex", "shared_mutex", "condition_variable", "future", "random", "filesystem", "fstream",
                   "iostream", "cstdio", "ctime"]

INCLUDE = re.compile(  # of C++, and the import of a schema
    r'^[ \t]*(?:#\s*include\s*(?P<quote>[<"])(?P<header>[^>"]+)[>"]|import\s+(?:public\s+)?"(?P<schema>[^"]+)"\s*;)',
    re.MULTILINE)


def part_of(path):
    """The row of the table a path belongs to, or None."""
    if path.startswith("proto/corvid/"):
        return "schema"
    parts = [part for part in LAYERS if path.startswith(part + "/")]
    return max(parts, key=len, default=None)


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def is_system(header):
    in_language = "/" not in header and not header.endswith((".h", ".hpp"))
    return in_language or matches(header, SYSTEM)


def fault_of_own(path, header, exists):
    """Why `path` may not include our own `header`, or None."""
    target = part_of(header)
    if target is None or ".." in header.split("/"):
        return f'"{header}" is not rooted at the repository, or in no part of the table'
    if not exists(header):
        return f'"{header}" does not exist'
    for pattern, allowed in RESERVED.items():
        if matches(header, [pattern]) and not matches(path, allowed):
            return f'"{header}" is reserved for {", ".join(allowed)}'
    part = part_of(path)
    allowed = LAYERS[part] + [part]
    if target in allowed or header in allowed or "*" in allowed:
        return None
    return f'{part} may not include {target} ("{header}"); only {", ".join(LAYERS[part]) or "itself"}'


def fault_of_foreign(path, header):
    """Why `path` may not include <header>, or None."""
    if part_of(path) in PURE and matches(header, IMPURE):
        return f"{part_of(path)} is pure: no <{header}>; let router/io do it and pass the result in"
    for pattern, allowed in LIBRARIES.items():
        if matches(header, [pattern]):
            return None if matches(path, allowed) else f"<{header}> is only for {', '.join(allowed)}"
    return None if is_system(header) else f"<{header}> is in no row of the table of libraries"


def exists_in_tree(header):
    """Generated headers exist when their schema does."""
    return (ROOT / re.sub(r"\.pb\.h$", ".proto", header)).is_file()


def faults(path, text, exists=exists_in_tree):
    """(line, message) of every include in `text` that the table does not allow."""
    if part_of(path) is None:
        yield 1, "this folder is not in the table"
        return
    for found in INCLUDE.finditer(text):
        header = found["header"] or found["schema"]
        foreign = found["quote"] == "<" or header.startswith("google/protobuf/")
        fault = fault_of_foreign(path, header) if foreign else fault_of_own(path, header, exists)
        if fault:
            yield text.count("\n", 0, found.start()) + 1, fault


def check():
    bad = 0
    for path, text in own_files():
        if path.endswith((".h", ".cpp", ".proto")):
            for line, message in faults(path, text):
                print(f"{path}:{line}: {message}")
                bad += 1
    return bad


GOOD = [
    ("router/core/core.cpp", '#include "router/core/core.h"\n#include "proto/text/reason_catalogue.h"'),
    ("router/core/core.cpp", '#include <variant>\n#include <map>\n// #include "router/io/loop.h"'),
    ("store/rocks_key_value.cpp", '#include "proto/envelope/digest.h"\n#include <rocksdb/db.h>\n#include <sys/file.h>'),
    ("adapters/police/bvh.cpp", '#include "adapters/police/bvh.pb.h"\n#include "adapters/gateway/ledger.h"'),
    ("router/policy/facts.cpp", "#include <google/protobuf/message.h>\n#include <algorithm>"),
    ("adapters/main.cpp", '#include "adapters/raad/party.h"'),
    ("router/main.cpp", '#include "store/rocks_key_value.h"\n#include <CLI/CLI.hpp>'),
    ("tests/unit/core_test.cpp", '#include "router/core/core.h"\n#include <catch2/catch.hpp>'),
    ("proto/corvid/v1/record.proto", 'import "proto/corvid/v1/common.proto";\nimport "google/protobuf/any.proto";'),
]
BAD = [
    ("proto/base/ids.h", '#include "proto/text/label.h"', "may not include proto/text"),
    ("proto/base/ids.h", '#include "proto/corvid/v1/common.pb.h"', "may not include schema"),
    ("proto/corvid/v1/record.proto", 'import "adapters/police/bvh.proto";', "may not include adapters/police"),
    ("store/journal.h", '#include "proto/envelope/seal.h"', "may not include proto/envelope"),
    ("store/journal.h", '#include "router/core/core.h"', "may not include router/core"),
    ("router/policy/decide.cpp", '#include "store/turn.h"', "may not include store"),
    ("router/core/core.cpp", '#include "proto/wire/socket.h"', "may not include proto/wire"),
    ("router/core/core.cpp", '#include "store/rocks_key_value.h"', "reserved"),
    ("router/core/core.cpp", "#include <thread>", "is pure"),
    ("router/core/core.cpp", "#include <unistd.h>", "is pure"),
    ("router/io/loop.cpp", '#include "adapters/client/session.h"', "may not include adapters/client"),
    ("adapters/police/bvh.cpp", '#include "adapters/raad/party.h"', "may not include adapters/raad"),
    ("adapters/police/bvh.cpp", '#include "store/turn.h"', "may not include store"),
    ("adapters/gateway/ledger.cpp", '#include "adapters/police/bvh.h"', "may not include adapters/police"),
    ("adapters/corvidctl/main.cpp", '#include "adapters/gateway/ledger.h"', "may not include adapters/gateway"),
    ("store/journal.cpp", '#include "tests/support/temp_dir.h"', "reserved"),
    ("adapters/client/rocks.cpp", '#include "store/rocks_key_value.h"', "reserved"),
    ("store/journal.cpp", '#include "journal.h"', "not rooted"),
    ("store/journal.cpp", '#include "../proto/base/ids.h"', "not rooted"),
    ("store/journal.cpp", '#include "store/absent.h"', "does not exist"),
    ("store/journal.cpp", "#include <rocksdb/db.h>", "only for"),
    ("router/core/core.cpp", "#include <zmq.hpp>", "only for"),
    ("adapters/police/spool.cpp", "#include <sqlite3.h>", "only for"),
    ("store/journal.cpp", "  #  include <boost/asio.hpp>", "only for"),
    ("store/journal.cpp", "#include <openssl/sha.h>", "only for"),
    ("store/journal.cpp", "#include <absl/strings/str_cat.h>", "no row"),
    ("helpers/x.cpp", "", "not in the table"),
]


def self_test():
    bad = 0
    def exists(header):
        return "absent" not in header
    for path, text in GOOD:
        for line, message in faults(path, text, exists):
            print(f"self-test: {path}:{line} should be allowed: {message}")
            bad += 1
    for path, text, expected in BAD:
        messages = [message for _, message in faults(path, text, exists)]
        if len(messages) != 1 or expected not in messages[0]:
            print(f"self-test: {path}: {text!r}: expected one fault with {expected!r}, got {messages}")
            bad += 1
    print(f"self-test: {len(GOOD)} good and {len(BAD)} bad examples")
    return bad


if __name__ == "__main__":
    sys.exit(1 if (self_test() if "--self-test" in sys.argv[1:] else check()) else 0)
