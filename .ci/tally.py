#!/usr/bin/env python3
"""Counts a ctest report: tally.py REPORT CTEST_STATUS. Prints "N passed, N failed"; exit status 1 unless all is well.

Well means: at least one test ran, none failed, and ctest agrees. Skipped tests are named and count as neither.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

NOT_BUILT = "Unable to find executable"  # ctest reports such a test as skipped; here it has failed


def tally(cases):
    """Lists of names: (passed, failed, skipped)."""
    passed, failed, skipped = [], [], []
    for case in cases:
        reason = case.find("skipped")
        if case.get("status") == "run":
            passed.append(case.get("name"))
        elif reason is not None and NOT_BUILT not in reason.get("message", ""):
            skipped.append(case.get("name"))
        else:
            failed.append(case.get("name"))
    return passed, failed, skipped


def main(report, status):
    cases = ElementTree.parse(report).getroot().iter("testcase") if pathlib.Path(report).exists() else []
    passed, failed, skipped = tally(cases)
    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"failed: {name}")
    if not failed and status != 0:
        failed.append("ctest")
        print(f"failed: ctest itself, with status {status}")
    elif not failed and not passed:
        failed.append("nothing")
        print("failed: no test ran")
    print(f"{len(passed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
