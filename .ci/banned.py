#!/usr/bin/env python3
"""Constructs that have no place here, or exactly one. Every rule says what to do instead.

  banned.py              checks the tree
  banned.py --self-test  checks that every rule finds its bad example, and nothing else does
"""

import dataclasses
import fnmatch
import re
import sys

from source import code_only, own_files

CPP = ("*.h", "*.cpp")
OURS = CPP + ("*.py", "*.cmake", "*CMakeLists.txt", "*.proto", ".ci/*", "tests/run")
LINES_MAX = 400
COLUMNS_MAX = 120


@dataclasses.dataclass(frozen=True)
class Rule:
    pattern: str        # searched in each line
    instead: str        # what to do about it
    bad: str            # an example, for the self-test
    applies: tuple = CPP
    allowed: tuple = ()
    code: bool = True   # C++: comments and literals do not count
    path: str = "router/core/example.h"   # where the example stands


RULES = [
    Rule(r"_clock\s*::\s*now\b|\b(?:std::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)|\b(?:clock_gettime|gettimeofday)\s*\(",
         "take the time as an argument; proto/base/clock.h is the only source of it",
         "auto now = std::chrono::steady_clock::now();", allowed=("proto/base/clock.cpp",)),
    Rule(r"\bsleep_(?:for|until)\b|\b(?:u|nano)?sleep\s*\(",
         "wait for what you are waiting for, with a bound", "std::this_thread::sleep_for(1ms);"),
    Rule(r"\btime\.sleep\s*\(", "wait for what you are waiting for, with a bound", "time.sleep(1)",
         applies=("*.py",), allowed=(".ci/banned.py",), path="tests/e2e/example.py"),
    Rule(r"\brandom_device\b|\bs?rand\s*\(|\brandombytes_|\bgetrandom\s*\(|\bRAND_bytes\b",
         "take random bytes as an argument; proto/base/entropy.h is the only source of them",
         "std::random_device source;", allowed=("proto/base/entropy.cpp",)),
    Rule(r"\bmt19937|\bdefault_random_engine\b",
         "outside seeded tests nothing is random; proto/base/entropy.h is the only source",
         "std::mt19937 engine;", allowed=("tests/*",)),
    Rule(r"\b(?:Short|Utf8)?DebugString\b",
         "it prints content, and its format is not stable; log ids and codes, or use TextFormat on configuration",
         "log(message.ShortDebugString());"),
    Rule(r"\busing\s+namespace\b", "in a header, name what you use", "using namespace corvid;", applies=("*.h",)),
    Rule(r"#\s*include\s*<(?:ranges|format|source_location)>|\b(?:std::|ranges::)views::|\bsource_location\b",
         "clang 14 cannot parse it with this standard library; use a loop, or fmt", "#include <ranges>"),
    Rule(r"\bstd::(?:cout|cerr|clog)\b|\b(?:std::)?f?(?:printf|puts)\s*\(",
         "programs speak through proto/base/log.h; only command lines print",
         'std::cout << "started";',
         allowed=("*main.cpp", "adapters/corvidctl/*", "proto/base/check.cpp", "tests/*")),
    Rule(r"\bassert\s*\(|#\s*include\s*<cassert>",
         "CORVID_CHECK holds in every build; input and environment are answered, not asserted", "assert(size > 0);"),
    Rule(r"\.\s*detach\s*\(\s*\)", "join every thread; a detached one outlives what it uses", "worker.detach();"),
    Rule(r"\b(?:TODO|FIXME|XXX)\b", "do it, or write it down where its owner looks", "// TODO: later",
         applies=("*",), allowed=(".ci/banned.py", "LICENSE"), code=False),
    Rule(r"(?<![\w.~}-])/(?:home|root|Users|mnt|work|workspace|builds)/\w",
         "no path of one machine; take it from configuration, the build or the repository root",
         'read("/home/ann/corvid/a.txt");', applies=("*",), allowed=(".ci/banned.py",), code=False),
    Rule(r"\bTEST_CASE\s*\(\s*\"(?:[^\"\\]|\\.)*(?:[;\[\]*]|\\\\)",
         "these characters do not survive the way from Catch2 to ctest: semicolon, bracket, asterisk, backslash",
         'TEST_CASE("a [b] c", "[core]") {', applies=("*.cpp",), code=False, path="tests/unit/example_test.cpp"),
]


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def size_faults(path, lines):
    if not matches(path, OURS):
        return
    if len(lines) > LINES_MAX:
        yield len(lines), f"{len(lines)} lines; split the file, {LINES_MAX} is enough to hold one idea"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns; {COLUMNS_MAX} is the most"


def faults(path, text):
    """(line, message) of everything in `text` that a rule forbids in `path`."""
    raw = text.splitlines()
    code = code_only(text).splitlines() if matches(path, CPP) else raw
    yield from size_faults(path, raw)
    for rule in RULES:
        if not matches(path, rule.applies) or matches(path, rule.allowed):
            continue
        for number, line in enumerate(code if rule.code else raw, 1):
            found = re.search(rule.pattern, line)
            if found:
                yield number, f"{found.group().strip()}: {rule.instead}"
    if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.MULTILINE):
        yield 1, "a header begins with #pragma once"


def check():
    bad = 0
    for path, text in own_files():
        for line, message in faults(path, text):
            print(f"{path}:{line}: {message}")
            bad += 1
    return bad


HEADER = "#pragma once\n"
GOOD = [
    ("router/core/example.h", HEADER + "// std::cout is banned; so is sleep_for(1)\nstatic_assert(true);\n"),
    ("router/core/example.cpp", 'const char* kText = "rand() is \\" banned";\nauto kRaw = R"x(assert(1))x";\n'),
    ("router/core/example.cpp", "const int kMany = 1'000'000; const char kQuote = '\"'; // '\n"),
    ("proto/base/clock.cpp", "return std::chrono::steady_clock::now();\n"),
    ("adapters/corvidctl/print.cpp", "std::cout << reply;\n"),
    ("docs/protocol.md", "x" * 200 + "\n"),
    ("router/policy/example.cpp", "switch (kind) {\n  default:\n    break;\n}\n"),
    ("tests/unit/example_test.cpp", 'TEST_CASE("it\'s \\"so\\", isn\'t it (yes)", "[core]") {\n'),
]
BAD_SIZES = [
    ("router/core/example.cpp", "int a;\n" * (LINES_MAX + 1)),
    ("router/core/example.cpp", "// " + "x" * COLUMNS_MAX + "\n"),
    ("router/core/example.h", "int a;\n"),
]


def self_test():
    bad = 0
    examples = [(path, text, 0) for path, text in GOOD] + [(path, text, 1) for path, text in BAD_SIZES]
    for rule in RULES:
        text = (HEADER if rule.path.endswith(".h") else "") + rule.bad + "\n"
        examples.append((rule.path, text, 1))
        if rule.allowed:
            place = rule.allowed[0].replace("*", "example")
            examples.append((place if "." in place else place + ".cpp", text, 0))
    for path, text, expected in examples:
        found = list(faults(path, text))
        if len(found) != expected:
            print(f"self-test: {path}: {text[:80]!r}: expected {expected} faults, got {found}")
            bad += 1
    print(f"self-test: {len(examples)} examples")
    return bad


if __name__ == "__main__":
    sys.exit(1 if (self_test() if "--self-test" in sys.argv[1:] else check()) else 0)
