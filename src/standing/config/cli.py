"""The command ``standing``: the same verbs for an operator as for ``make``."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from standing.config import environment, postgres, up
from standing.kernel.refusals import Refused


def main(argv: Sequence[str] | None = None) -> None:
    """Carry out one command and end the process with its exit code: 0 done, 1 refused or failed, 2 misused."""
    given = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standing.config.settings")
    if given[:1] == ["django"]:
        _with_database(lambda: _django(given[1:]))
    options = _parser().parse_args(given)
    try:
        sys.exit(options.run(options))
    except (Refused, postgres.PostgresTrouble) as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="standing",
        description="Carry out a city directive in the open.",
        epilog="'standing django ...' hands the rest to Django's own commands. Settings: docs/reference/settings.md",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, what: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=what, description=what)
        added.set_defaults(run=run)
        return added

    verb("up", "set up what is missing, serve, and stop everything on Ctrl-C", _up)
    verb("migrate", "bring the tables of the database up to this release", _migrate)
    install = verb("install", "set up an empty database for a city: no sample records", _install)
    install.add_argument("--administrator", required=True, metavar="EMAIL", help="who may grant all other access")
    verb("work", "run background jobs until stopped", _work)

    pack = verb("pack", "check, load or show a jurisdiction pack", _pack)
    pack.add_argument("deed", choices=["check", "load", "show", "schema"])
    pack.add_argument("directory", nargs="?", type=Path, help="the folder of the pack")
    pack.add_argument("--apply", metavar="SHA256", help="apply the proposal with this hash, which 'load' showed")

    log = verb("log", "verify, export or seal the log of deeds", _log)
    log.add_argument("deed", choices=["verify", "export", "seal", "checkpoint"])
    log.add_argument("path", nargs="?", type=Path, help="where the export goes (a new folder)")

    board = verb("board", "freeze or replay the board of a day", _board)
    board.add_argument("deed", choices=["freeze", "replay"])
    board.add_argument("day", nargs="?", type=date.fromisoformat, help="YYYY-MM-DD; all missed or all frozen days if left out")

    sample = verb("sample", "print the one-click sign-ins of a sample database", _sample)
    sample.add_argument("deed", choices=["signins"])
    sample.add_argument("--json", action="store_true", help="a list of {role, department, person, url}")

    docs = verb("docs", "make the generated reference pages anew", _docs)
    docs.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    return parser


def _with_database(run: Callable[[], int]) -> int:
    """Have the embedded database run while the command does, and leave it as it was found."""
    import django

    env = environment.read()
    started = env.is_embedded and postgres.ensure_running(env.var)
    try:
        django.setup()
        return run()
    finally:
        if started:
            from django.db import connections

            connections.close_all()
            postgres.stop(env.var)


def _django(argv: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["standing django", *argv])
    sys.exit(0)


def _up(_options: argparse.Namespace) -> int:
    env = environment.read()
    port = up.find_port(env)
    os.environ["PORT"] = str(port)
    started = env.is_embedded and postgres.ensure_running(env.var)
    try:
        import django

        django.setup()
        from standing.config import setup

        setup.prepare(pack=env.pack, say=print)
    except BaseException:
        if started:
            postgres.stop(env.var)
        raise
    workers = int(env.text("STANDING_WORKERS", "2"))
    return up.serve(port=port, workers=workers, var=env.var, announce=setup.announce, stop_database=started)


def _migrate(_options: argparse.Namespace) -> int:
    return _with_database(lambda: _setup_call("migrate"))


def _setup_call(name: str) -> int:
    from standing.config import setup

    getattr(setup, name)(say=print)
    return 0


def _install(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import setup

        setup.install(administrator=options.administrator, pack=environment.read().pack, say=print)
        return 0

    return _with_database(run)


def _work(_options: argparse.Namespace) -> int:
    def run() -> int:
        from django.core.management import call_command

        call_command("procrastinate", "worker")
        return 0

    return _with_database(run)


def _pack(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.hall.pack import commands

        directory = options.directory or environment.read().pack
        if options.deed == "check":
            return commands.check(directory)
        if options.deed == "load":
            return commands.load(directory, apply=options.apply)
        return commands.show() if options.deed == "show" else commands.schema()

    return _with_database(run)


def _log(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.hall.audit import commands

        if options.deed == "export":
            if options.path is None:
                print("Say where the export goes: standing log export FOLDER", file=sys.stderr)
                return 2
            return commands.export(options.path)
        deeds = {"verify": commands.verify, "seal": commands.seal_now, "checkpoint": commands.checkpoint}
        return deeds[options.deed]()

    return _with_database(run)


def _board(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import setup

        return setup.freeze(options.day, say=print) if options.deed == "freeze" else setup.replay(options.day, say=print)

    return _with_database(run)


def _sample(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import setup

        rows = setup.sample_sign_ins()
        if options.json:
            print(json.dumps(rows, indent=2))
        else:
            setup.print_sign_ins(rows, say=print)
        return 0

    return _with_database(run)


def _docs(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import reference

        return reference.check(say=print) if options.check else reference.write(say=print)

    return _with_database(run)
