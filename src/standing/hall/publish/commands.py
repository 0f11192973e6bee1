"""What ``standing publish`` does; each function prints sentences and returns the exit code."""

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.publish import actions, manifest, queries
from standing.hall.publish.actions import report_as_json
from standing.hall.publish.manifest import NotAManifest
from standing.hall.publish.rules import Report
from standing.kernel.refusals import NotNow

Say = Callable[[str], None]
_SHOWN = 20


def publish(*, everything: bool = False, only: str | None = None, as_json: bool = False, say: Say = print) -> int:
    """
    Publish what changed; ``everything`` makes each page anew and names those whose stamp leaves something out.

    :returns: 0, or 1 when a page was not taken
    """
    report = actions.publish(at=clock.now(), by=SYSTEM, everything=everything, only=only)
    if as_json:
        say(report_as_json(report))
    else:
        _say_report(report, say=say)
    return 1 if report.problems else 0


def roll_back(*, say: Say = print) -> int:
    """Let the release before count again."""
    now = actions.roll_back(by=SYSTEM, at=clock.now())
    say(f"The public sees release {now.number} of {now.at:%Y-%m-%d %H:%M} UTC again.")
    say("What was taken back comes again when a person publishes on the staff page, or when its text is changed.")
    return 0


def check(*, say: Say = print) -> int:
    """
    Hold every file of the release that counts against the checksums, and those against the log of deeds.

    :returns: 0 when all is as published, otherwise 1
    """
    now, disk = queries.current(), queries.releases()
    if now is None:
        say("Nothing is published; the application answers alone.")
        return 0
    wrong = []
    try:
        if disk.read(now.number).number != now.number or manifest.sha256_of(disk.of(now.number)) != now.manifest_sha256:
            wrong.append("release.json is not the list that was recorded")
        wrong += [f"{name} is not as it was published" for name in disk.damaged(now.number)]
    except NotAManifest as trouble:
        wrong.append(str(trouble))
    if disk.current() != now.number:
        wrong.append(f"the link leads to release {disk.current()}")
    for each in wrong[:_SHOWN]:
        say(each)
    if len(wrong) > _SHOWN:
        say(f"... and {len(wrong) - _SHOWN} more")
    if wrong:
        say(f"Release {now.number}: {len(wrong)} things are wrong. 'standing publish' writes damaged pages anew.")
        return 1
    say(f"Release {now.number}: {now.files} files, all as they were published. SHA-256 {now.manifest_sha256}")
    return 0


def export(file: Path, *, say: Say = print) -> int:
    """
    Write the public tree as one .zip for any host of files; equal releases make equal files.

    :raises NotNow: if nothing is published, or the file is there already
    """
    now, disk = queries.current(), queries.releases()
    if now is None:
        raise NotNow("Nothing is published yet. Run 'standing publish' first.")
    if file.exists():
        raise NotNow(f"{file} is there already. Choose another name.")
    tree = disk.of(now.number) / "tree"
    aside = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(each for each in tree.rglob("*") if each.is_file()):
                _pack(packed, path, str(path.relative_to(tree)), at=now.at)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    say(f"Release {now.number} is in {file}: {now.files} files. 'sha256sum -c SHA256SUMS' checks them.")
    return 0


def show(*, as_json: bool = False, say: Say = print) -> int:
    """Say what the public sees."""
    now = queries.current()
    if as_json:
        said = None if now is None else {"release": now.number, "pages": now.pages, "at": now.at.isoformat()}
        say(json.dumps(said))
    elif now is None:
        say("Nothing is published; the application answers alone.")
    else:
        say(f"Release {now.number} since {now.at:%Y-%m-%d %H:%M} UTC: {now.pages} pages, {now.files} files.")
    return 0


def _say_report(report: Report, *, say: Say) -> None:
    if report.release is None:
        say(f"Nothing changed: {report.kept} pages are as they were ({report.seconds} s).")
    else:
        say(
            f"Release {report.release}: {report.written} pages new or different, {report.kept} as they were, "
            f"{report.removed} gone ({report.seconds} s)."
        )
    if report.held:
        say(f"{report.held} pages were taken back and do not come by themselves; publish on the staff page.")
    for each in report.problems[:_SHOWN]:
        say(f"not taken: {each.path}: {each.sentence}")
    if len(report.problems) > _SHOWN:
        say(f"... and {len(report.problems) - _SHOWN} more; the staff page lists them")
    for path in report.surprises[:_SHOWN]:
        say(f"different although its stamp had not changed: {path}")


def _pack(packed: zipfile.ZipFile, path: Path, name: str, *, at: datetime) -> None:
    entry = zipfile.ZipInfo(name, date_time=(at.year, at.month, at.day, at.hour, at.minute, 0))
    entry.external_attr = 0o644 << 16
    is_small = name.endswith((".gz", ".br", ".png", ".jpg", ".pdf", ".woff2"))
    entry.compress_type = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
    packed.writestr(entry, path.read_bytes())
