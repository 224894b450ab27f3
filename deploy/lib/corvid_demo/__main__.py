"""Runs the demo against a build. See deploy/demo, which builds first."""

import argparse
import os
import pathlib
import shlex
import shutil
import signal
import sys
import tempfile

from corvid_chain.chain import Chain, Tools
from corvid_chain.stopping import stop_chain
from corvid_demo.board import Board
from corvid_demo.scenes import STEPS, Demo


def parse(arguments: list[str]) -> argparse.Namespace:
    """Options."""
    parser = argparse.ArgumentParser(prog="deploy/demo", description="The main job of Corvid, for real.",
                                     allow_abbrev=False)
    parser.add_argument("--build", type=pathlib.Path, help="the build whose programs are run")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="the summary, for programs")
    parser.add_argument("--keep", action="store_true", help="leave everything running, and say how to look around")
    parser.add_argument("--stop", type=pathlib.Path, metavar="DIR", help="end what --keep left running, and remove it")
    options = parser.parse_args(arguments)
    if options.stop is None and options.build is None:
        parser.error("--build is needed")
    return options


def look_around(chain: Chain) -> str:
    """What an operator can do with a chain that was kept."""
    ctl = f"{shlex.quote(str(chain.tools.corvidctl))} --config {shlex.quote(str(chain.ctl_config))}"
    police = chain.connections["politie-10001"].spool
    receipt = next(iter(sorted(police.path("sent").glob("*.receipt.json"))), None)
    message = "ID" if receipt is None else police.outcome(receipt.name.removesuffix(".receipt.json")).message_id
    return f"""
Alles draait nog, in {chain.root}. Rondkijken:
  {ctl} status
  {ctl} queues --all
  {ctl} parties
  {ctl} message {message}
  ls {shlex.quote(str(police.root))}/*                  # de spoolmappen van een politie-eenheid
  ls {shlex.quote(str(chain.root / 'log'))}                 # wat elk proces logt
  curl http://{chain.ready_file().get('opsEndpoint', '')}/readyz
Beëindigen en opruimen:
  deploy/demo --stop {shlex.quote(str(chain.root))}
"""


def run(options: argparse.Namespace, root: pathlib.Path) -> bool:
    """True when everything happened."""
    board = Board(STEPS)
    chain = Chain(root, Tools.of_build(options.build), outlives_us=options.keep)
    kept = False
    try:
        chain.set_up()
        chain.start()
        board.say("keten", f"router op {chain.ready_file()['endpoint']} en {len(chain.connections)} adapters, elk een "
                           f"eigen proces met verse sleutels, in {root}")
        Demo(chain, board).run()
        with board.step("processen") as step:
            step.detail = {"processen": finish(chain, options.keep)}
        kept = options.keep and board.all_happened
    finally:
        if not kept:
            chain.end()
    print(board.table(), flush=True)
    if options.json is not None:
        board.write_json(options.json)
    if kept:
        print(look_around(chain), flush=True)
    elif not board.all_happened:
        show_logs(chain)
    return board.all_happened


def finish(chain: Chain, keep: bool) -> int:
    """How many processes run still, or were stopped in good order. Raises AssertionError when one was not."""
    for program in reversed(chain.programs()):
        assert program.running, f"{program.name} ended by itself, status {program.exit_status}"
        status = 0 if keep else program.stop()
        assert status == 0, f"{program.name} stopped with status {status}"
    return len(chain.programs())


def show_logs(chain: Chain) -> None:
    """The end of every log, for whoever must find out."""
    for program in chain.programs():
        print(f"\n---- {program.name}, status {program.exit_status}\n{program.log_tail(8)}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Exit status 0: everything happened."""
    options = parse(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):  # as an interrupt: everything is ended on the way out
        signal.signal(number, lambda *_: sys.exit(130))
    os.umask(0o077)
    if options.stop is not None:
        stop_chain(options.stop)
        shutil.rmtree(options.stop)
        return 0
    if not options.keep:
        with tempfile.TemporaryDirectory(prefix="corvid-demo-") as folder:
            return 0 if run(options, pathlib.Path(folder)) else 1
    root = pathlib.Path(tempfile.mkdtemp(prefix="corvid-demo-"))
    if run(options, root):
        return 0
    print(f"Er draait niets meer; de map {root} is bewaard.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
