#!/usr/bin/env python3
"""SIGKILL of router and adapters at random moments: nothing accepted is lost, nothing is handed over twice, every
feedback is in BVH exactly once.

    kill_test.py --build build/release [--messages 2000] [--kills 20] [--keep DIR]

Real processes. Reports go from police to Veilig Thuis, whose native side (this script) answers each with a standard
text; about one in ten it hands over to the local team and asks the Raad, who answer. Every file that appears in a
native folder is seen through inotify, also one that appears again after it was consumed. CORVID_CRASH_MESSAGES
(reports), CORVID_CRASH_KILLS (of each process) and CORVID_SEED take precedence over the options; the seed is printed.
"""

import argparse
import os
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "lib"))

# pylint: disable=wrong-import-position
from corvid_chain.chain import Chain, Tools  # noqa: E402
from history import faults  # noqa: E402
from killing import Killer  # noqa: E402
from traffic import Traffic, prepare_reports  # noqa: E402

QUIET_SECONDS = 60  # without any progress: something hangs
MARKERS = 5         # reports after everything was restarted once more


def parse(arguments: list[str]) -> argparse.Namespace:
    """Options, with the environment before them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--keep", type=pathlib.Path, help="an empty folder for the chain, not removed afterwards")
    options = parser.parse_args(arguments)
    options.messages = int(os.environ.get("CORVID_CRASH_MESSAGES", options.messages))
    options.kills = int(os.environ.get("CORVID_CRASH_KILLS", options.kills))
    options.seed = int(os.environ.get("CORVID_SEED", random.SystemRandom().randrange(1 << 32)))
    return options


def run_until_complete(traffic: Traffic, killer: Killer) -> bool:
    """Everything submitted, answered and told, and every kill made. False when nothing moves any more."""
    last_progress, moved_at = -1, time.monotonic()
    while not (traffic.complete and killer.done):
        traffic.submit_up_to(killer.horizon)
        killer.tick(traffic.progress, traffic.under_way)
        traffic.wait(killer, killer.wakeup)
        if traffic.moves != last_progress:
            last_progress, moved_at = traffic.moves, time.monotonic()
        if time.monotonic() - moved_at > QUIET_SECONDS:
            print(f"nothing moved for {QUIET_SECONDS} s: {traffic.describe()}", flush=True)
            return False
    return True


def restart_everything(chain: Chain) -> None:
    """In good order: what was handed over before must not be handed over by this."""
    for program in reversed(chain.programs()):
        status = program.stop(30)
        assert status == 0, f"{program.name} stopped with status {status}:\n{program.log_tail()}"
    chain.start()


def run(root: pathlib.Path, options: argparse.Namespace) -> list[str]:
    """The faults that were found."""
    choose = random.Random(options.seed)
    with Chain(root, Tools.of_build(options.build)) as chain:
        chain.set_up(roles=("POLITIE", "VEILIG_THUIS", "LOKAAL_TEAM", "RAAD"))
        began = time.monotonic()
        reports = prepare_reports(chain, options.messages + MARKERS)
        print(f"{len(reports)} reports reviewed in {time.monotonic() - began:.1f} s", flush=True)
        traffic = Traffic(chain, reports[:options.messages])
        victims = [chain.router, *(one.adapter for one in (traffic.police, traffic.veilig_thuis, traffic.team,
                                                           traffic.raad))]
        killer = Killer(victims, options.kills, choose)
        chain.start()
        began = time.monotonic()
        complete = run_until_complete(traffic, killer)
        print(f"{options.messages} reports, as many feedbacks, kills {killer.killed} in {time.monotonic() - began:.1f} "
              f"s; reports under way at the kills: {sorted(killer.under_way)}", flush=True)
        assert sum(count > 0 for count in killer.under_way) * 2 >= len(killer.under_way), "the kills missed the work"
        if complete:
            restart_everything(chain)
            traffic.add(reports[options.messages:])
            complete = run_until_complete(traffic, Killer([], 0, choose))
        return [*([] if complete else ["something never came to its end"]),
                *faults(traffic.final_history(), traffic.expected), *traffic.alarms()]


def main(arguments: list[str]) -> int:
    """Exit status 0: no fault."""
    options = parse(arguments)
    print(f"seed {options.seed}: {options.messages} reports, {options.kills} kills of each of 5 processes; repeat with "
          f"CORVID_SEED={options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="corvid-crash-") as temporary:
        root = options.keep or pathlib.Path(temporary)
        root.mkdir(parents=True, exist_ok=True)
        found = run(root, options)
    for fault in found[:50]:
        print(f"FAULT {fault}")
    print(f"{len(found)} faults (seed {options.seed})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
