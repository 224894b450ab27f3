#!/usr/bin/env python3
"""No production target is compiled or linked with the switches that break promises (proto/base/broken.h).

  production_check.py BUILD   reads compile_commands.json and the link lines of build.ninja
"""

import json
import pathlib
import re
import sys

SWITCH = "-DCORVID_BROKEN_VARIANTS"
MAY = re.compile(r"_breakable\.dir/|(?:^|/)tests/simulation/")
PROGRAMS = ("corvid-router", "corvid-adapter", "corvidctl")


def main():
    build = pathlib.Path(sys.argv[1])
    faults, switched = [], 0
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if SWITCH in entry["command"]:
            switched += 1
            output = re.search(r" -o (\S+)", entry["command"]).group(1)
            if not MAY.search(output):
                faults.append(f"{output} is compiled with {SWITCH}")
    rules = (build / "build.ninja").read_text()
    links = re.findall(r"^build (\S+): CXX_EXECUTABLE_LINKER\S* (.*)$", rules, re.MULTILINE)
    found = [(program, inputs) for program, inputs in links if pathlib.Path(program).name in PROGRAMS]
    faults += [f"{program} links a breakable library" for program, inputs in found if "breakable" in inputs]
    if len(found) != len(PROGRAMS) or switched == 0:
        faults.append(f"found {len(found)} programs and {switched} switched files: this check does not see the build")
    print("\n".join(faults) or f"{len(found)} programs without, {switched} files of the simulation with the switch")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
