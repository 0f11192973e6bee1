"""The command ``standing``: the same verbs for an operator as for ``make``."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import psycopg
from django.db import DatabaseError

from standing.config import backups, environment, interrupts, postgres, progress, sentences, up
from standing.kernel.refusals import Refused

_JOBS_AT_ONCE = 2
_Verb = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def main(argv: Sequence[str] | None = None) -> None:
    """Carry out one command and end the process with its exit code: 0 done, 1 refused or failed, 2 misused."""
    given = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standing.config.settings")
    run = partial(_django, given[1:]) if given[:1] == ["django"] else _chosen(given)
    try:
        sys.exit(run())
    except (Refused, postgres.PostgresTrouble) as refusal:
        print(refusal, file=sys.stderr)
    except (psycopg.Error, DatabaseError, OSError) as trouble:
        sentence = sentences.of_trouble(trouble)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped before it was done. Nothing half-made was kept.", file=sys.stderr)
        sys.exit(130)
    sys.exit(1)


def _chosen(given: Sequence[str]) -> Callable[[], int]:
    options = _parser().parse_args(given)
    return lambda: int(options.run(options))


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
    log.add_argument("path", nargs="?", type=Path, help="export: the new folder; verify: a checkpoint kept elsewhere")

    board = verb("board", "freeze or replay the board of a day", _board)
    board.add_argument("deed", choices=["freeze", "replay"])
    board.add_argument("day", nargs="?", type=date.fromisoformat, help="YYYY-MM-DD; left out: all of them")

    draw = verb("draw", "repeat a draw from its public files, or make a group's key", _draw)
    draw.add_argument("deed", choices=["replay", "group-key"])
    draw.add_argument(
        "what", metavar="ROUND|FILE", help="replay: the round; group-key: the new file of the secret half"
    )
    draw.add_argument("--from", dest="source", metavar="ADDRESS|FOLDER", help="replay: where the files are")

    sample = verb("sample", "print the one-click sign-ins of a sample database; 'round' is for 'up' alone", _sample)
    sample.add_argument("deed", choices=["signins", "round"])
    sample.add_argument("--json", action="store_true", help="a list of {role, department, person, url}")

    publish = verb("publish", "lay the public pages down on disk, or check, take back or pack them", _publish)
    publish.add_argument("--all", action="store_true", help="make every page anew, not only what changed")
    publish.add_argument("--back", action="store_true", help="let the release before count again")
    publish.add_argument("--check", action="store_true", help="hold every file against its checksum")
    publish.add_argument("--show", action="store_true", help="say which release the public sees")
    publish.add_argument("--zip", type=Path, metavar="FILE", help="pack the release for any other web server")

    words = verb("words", "the words of the interface: collect, compile or check them", _words)
    words.add_argument("deed", choices=["extract", "compile", "check"])
    words.add_argument(
        "--whole", action="store_true", help="extract: also the words of staff pages that nobody has said yet"
    )

    verb("fonts", "lay down the fonts that paper needs; 'make run' does it by itself", _fonts)

    _add_copies(verb)

    aid = verb("aid", "check a round of cash aid from public data alone, or save that data", _aid)
    aid.add_argument("deed", choices=["verify", "save"])
    aid.add_argument("round", help="the round's code")
    aid.add_argument("folder", nargs="?", type=Path, help="save: where the files go")
    aid.add_argument("--from", dest="place", default="", metavar="PLACE", help="verify: an address or a saved folder")

    _add_drills(verb)

    docs = verb("docs", "make the generated reference pages anew", _docs)
    docs.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    return parser


def _add_drills(verb: _Verb) -> None:
    drill = verb("drill", "try out what somebody would find about a family who was helped", _drill)
    drill.add_argument(
        "deed",
        choices=["subpoena", "seizure"],
        help="subpoena: search this installation for the name and the date of birth on standard input;"
        " seizure: play a round with made-up families, apart from all records here, and search what it leaves",
    )
    drill.add_argument("--families", type=int, default=200, metavar="N", help="seizure: how many families come")
    drill.add_argument(
        "--browser", type=int, default=2, metavar="N",
        help="seizure: how many families of each group come to the page of the desk in Chromium",
    )  # fmt: skip
    drill.add_argument("--report", type=Path, metavar="FILE", help="seizure: write the report there as well")
    drill.add_argument(
        "--plant", choices=["name", "log", "key", "order"], action="append", default=[],
        help="seizure: do wrong, to see that it is found; may be given more than once",
    )  # fmt: skip


def _add_copies(verb: _Verb) -> None:
    backup = verb("backup", "write the database, the files and the keys into a new folder", _backup)
    backup.add_argument("folder", type=Path)
    restore = verb("restore", "put a backup into an empty database and an empty STANDING_VAR", _restore)
    restore.add_argument("folder", type=Path)
    trustee = verb("trustee", "the trustee's sealed copies: make their key, ship one now, restore one", _trustee)
    trustee.add_argument("deed", choices=["key", "ship", "restore"])
    trustee.add_argument("file", nargs="?", type=Path, help="key: where its secret half goes; restore: the sealed copy")
    trustee.add_argument("key_file", nargs="?", type=Path, help="restore: the file with the secret half")


def _with_database(run: Callable[[], int]) -> int:
    """Have the embedded database run while the command does, and leave it as it was found."""
    import django

    env = environment.read()
    with _database(env):
        django.setup()
        return run()


@contextmanager
def _database(env: environment.Environment) -> Iterator[None]:
    if not env.is_embedded:
        yield
        return
    with postgres.held(env.var, role=env.role):
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def _django(argv: list[str]) -> int:
    def run() -> int:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["standing django", *argv])
        return 0

    return _with_database(run)


def _up(_options: argparse.Namespace) -> int:
    env = environment.read()
    workers = env.workers
    interrupts.stop_on_signals()
    with up.session(env.var) as session:
        port = up.find_port(env)
        os.environ["PORT"] = str(port)
        session.note(port=port)
        with _database(env):
            import django

            django.setup()
            from django.db import connections

            if env.role == "trustee":
                from standing.config.trustee import setup as trustee

                trustee.prepare(say=print)
                connections.close_all()
                return up.serve(
                    port=port,
                    workers=workers,
                    var=env.var,
                    announce=trustee.announce,
                    is_embedded=env.is_embedded,
                    role=env.role,
                )
            from standing.config import setup

            setup.prepare(pack=env.pack, say=progress.Lines())
            issuer, beside = setup.sample_issuer(port=port), up.neighbour(env, port=port)
            connections.close_all()
            return up.serve(
                port=port,
                workers=workers,
                var=env.var,
                announce=setup.announce,
                is_embedded=env.is_embedded,
                beside=beside,
                issuer=issuer,
                when_ready=partial(setup.make_sample_round, beside),
                goodbye="Stopped. Your records are kept; 'make run' starts again.",
            )


def _publish(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.hall.publish import commands

        if options.back:
            return commands.roll_back()
        if options.check:
            return commands.check()
        if options.show:
            return commands.show()
        if options.zip:
            return commands.export(options.zip)
        return commands.publish(everything=options.all)

    return _with_database(run)


def _words(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import setup

        return setup.words(options.deed, whole=options.whole, say=print)

    return _with_database(run)


def _fonts(_options: argparse.Namespace) -> int:
    from standing.config import fonts

    print("The fonts are laid down." if fonts.lay_down(say=print) else "The fonts lay there already.")
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    def of_trustee() -> int:
        from standing.config.trustee import setup as trustee

        trustee.migrate(say=print)
        return 0

    return _with_database(of_trustee if environment.read().role == "trustee" else lambda: _setup_call("migrate"))


def _setup_call(name: str) -> int:
    from standing.config import setup

    getattr(setup, name)(say=print)
    return 0


def _install(options: argparse.Namespace) -> int:
    def run() -> int:
        if environment.read().role == "trustee":
            from standing.config.trustee import setup as trustee

            trustee.install(administrator=options.administrator, say=print)
            return 0
        from standing.config import setup  # it reads the City's rooms, which a trustee's process has not

        setup.install(administrator=options.administrator, pack=environment.read().pack, say=print)
        return 0

    return _with_database(run)


def _work(_options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.hall.jobs import worker

        if environment.read().role == "trustee":
            from standing.config.trustee import cluster

            cluster.check()
        worker.work(at_once=_JOBS_AT_ONCE)
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
        from standing.hall.installation import api as installation

        if options.deed == "export":
            if options.path is None:
                print("Say where the export goes: standing log export FOLDER", file=sys.stderr)
                return 2
            outcome = commands.export(options.path, sample=installation.is_sample())
        elif options.deed == "verify":
            outcome = commands.verify([options.path] if options.path else [])
        else:
            outcome = commands.seal_now() if options.deed == "seal" else commands.checkpoint()
        print("\n".join(outcome.lines), file=sys.stderr if outcome.code == 2 else sys.stdout)
        return outcome.code

    return _with_database(run)


def _board(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import setup

        return (
            setup.freeze(options.day, say=print) if options.deed == "freeze" else setup.replay(options.day, say=print)
        )

    return _with_database(run)


def _draw(options: argparse.Namespace) -> int:
    from standing.config.trustee import draw

    if options.deed == "group-key":
        return draw.group_key(file=Path(options.what), say=print)
    source = options.source or environment.read().trustee_url
    return draw.replay(round_=options.what, source=source, say=print)


def _sample(options: argparse.Namespace) -> int:
    running_at = up.port_in_use(environment.read().var)
    if running_at is not None:
        os.environ["PORT"] = str(running_at)

    env = environment.read()

    def of_trustee() -> int:
        from standing.config.trustee import sample
        from standing.config.trustee import setup as trustee

        if options.deed == "round":
            sample.tell_desks(email=trustee.KEEPERS[0], say=print)
        else:
            print(json.dumps(trustee.sample_sign_ins(), indent=2))
        return 0

    def of_city() -> int:
        from standing.config import sample_round, setup

        beside = up.neighbour(env, port=env.port)
        if options.deed == "round":
            if beside is None:
                raise Refused("The sample's round is made where a trustee is started beside the City.")
            sample_round.make(beside=beside)
            return 0
        rows = [*setup.sample_sign_ins(), *up.sign_ins_of(beside), *sample_round.places()]
        if options.json:
            print(json.dumps(rows, indent=2))
        else:
            setup.print_sign_ins(rows, say=print)
        return 0

    return _with_database(of_trustee if env.role == "trustee" else of_city)


def _backup(options: argparse.Namespace) -> int:
    env = environment.read()
    if env.role == "trustee":
        raise Refused(
            "A backup would tell in which order families came. The trustee's copy is 'standing trustee ship'."
        )
    with _database(env):
        return backups.write(folder=options.folder.resolve(), url=env.database_url, var=env.var, say=print)


def _restore(options: argparse.Namespace) -> int:
    env = environment.read()
    with up.session(env.var), _database(env):
        return backups.restore(folder=options.folder.resolve(), url=env.database_url, var=env.var, say=print)


def _aid(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import aid

        if options.deed == "verify":
            return aid.verify(options.round, place=options.place, say=print)
        if options.folder is None:
            raise Refused("Say where the files go: standing aid save ROUND FOLDER")
        return aid.save(options.round, folder=options.folder, say=print)

    if options.deed == "verify" and options.place:
        import django

        django.setup()  # an auditor needs no database of ours
        return run()
    return _with_database(run)


def _drill(options: argparse.Namespace) -> int:
    if options.deed == "seizure":
        from standing.config.drills import seizure

        with progress.steps(expected=seizure.steps_of(options.families)) as step:
            return seizure.run(
                families=options.families,
                report=options.report,
                browser=options.browser,
                plant=options.plant,
                say=progress.Lines(),
                step=step,
            )

    def run() -> int:
        from standing.config.drills import subpoena
        from standing.hall import clock

        return subpoena.run(lines=sys.stdin, var=environment.read().var, say=print, at=clock.now())

    return _with_database(run)


def _trustee(options: argparse.Namespace) -> int:
    from standing.config.trustee import commands

    env = environment.read()
    wanted = {"key": 1, "ship": 0, "restore": 2}[options.deed]
    if wanted != len([one for one in (options.file, options.key_file) if one is not None]):
        print("standing trustee key FILE | ship | restore FILE KEYFILE", file=sys.stderr)
        return 2
    if options.deed == "key":
        return commands.make_key(options.file.resolve(), say=print)
    if env.role != "trustee":
        raise Refused(
            "This is the City's process. The trustee's copies are the trustee's alone: STANDING_ROLE=trustee."
        )
    if options.deed == "ship":
        return _with_database(lambda: commands.ship(say=print))
    with up.session(env.var), _database(env):
        return commands.restore(options.file.resolve(), options.key_file.resolve(), env=env, say=print)


def _docs(options: argparse.Namespace) -> int:
    def run() -> int:
        from standing.config import reference

        return reference.check(say=print) if options.check else reference.write(say=print)

    return _with_database(run)
