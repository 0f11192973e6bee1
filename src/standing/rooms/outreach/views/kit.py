"""Makes the printed and posted forms of a message, and the .zip of one language."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import segno
from django.utils.translation import gettext, override

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper
from standing.kernel.canonical import sha256_hex
from standing.rooms.outreach.models import Campaign, Version
from standing.rooms.outreach.queries import Wording

SHAPES = {"square": 1080, "tall": 1080}
"""The forms of a social card, 1:1 and 9:16, and how many pixels wide each is."""
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest day a .zip can say; the same content gives the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The words of one channel in one language, and what stands at their foot."""

    campaign: Campaign
    wording: Wording
    version: Version | None
    origin: str

    @property
    def link(self) -> str:
        """Return the page it leads to, in the same language."""
        language = self.wording.language
        prefix = "" if language.is_first else f"/{language.code}"
        return f"{self.origin}{prefix}{self.campaign.link}"

    @property
    def foot(self) -> str:
        """Return what every printed piece says about itself: id, language, version, approval, last day."""
        if self.version is None or self.campaign.step != "approved" or not self.wording.is_ready:
            return gettext("Draft. Not approved, not to be used.") + f" {self.campaign.pk} · {self._code}"
        return (
            f"{self.campaign.pk} · {self._code} · v{self.version.number} {self.version.sha256[:8]} · "
            + gettext("approved %(day)s") % {"day": self.version.approved_at.date().isoformat()}
            + " · "
            + gettext("until %(day)s") % {"day": self.campaign.kill_date.isoformat()}
        )

    @property
    def _code(self) -> str:
        return self.wording.language.code


def poster(piece: Piece) -> bytes:
    """Return the poster: a tagged PDF with the address as a code to scan and in words."""
    return paper.pdf(
        template="outreach/poster.typ",
        data=_data(piece),
        title=piece.wording.texts["headline"],
        language=piece.wording.language.code,
        author=_city(),
    )


def card(piece: Piece, *, shape: str) -> bytes:
    """Return a social card as PNG. Its words stand beside it as alternative text."""
    return paper.png(
        template="outreach/card.typ",
        data={**_data(piece), "shape": shape},
        title=piece.wording.texts["headline"],
        language=piece.wording.language.code,
        width_px=SHAPES[shape],
    )


def zipped(pieces: Sequence[Piece]) -> bytes:
    """Return one language of a campaign: texts, poster, cards, a list of them, and their checksums."""
    files = [(name, content, piece) for piece in pieces for name, content in _files(piece)]
    sums = "".join(f"{sha256_hex(content)}  {name}\n" for name, content, _ in files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            *((name, content) for name, content, _ in files),
            ("manifest.csv", _manifest(files)),
            ("SHA256SUMS", sums.encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, date_time=_SAME_DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def plain_cells(*cells: object) -> list[str]:
    """Return cells that no spreadsheet reads as a formula."""
    return [f"'{text}" if text[:1] in "=+-@\t\r" else text for text in map(str, cells)]


def _files(piece: Piece) -> Iterator[tuple[str, bytes]]:
    channel, texts = piece.wording.channel, piece.wording.texts
    for part, text in texts.items():
        yield f"{channel.id}-{part}.txt", f"{text}\n".encode()
    try:
        if channel.kind == "poster":
            yield f"{channel.id}.pdf", poster(piece)
        if channel.kind == "card":
            for shape in SHAPES:
                yield f"{channel.id}-{shape}.png", card(piece, shape=shape)
    except paper.MissingGlyph as refusal:  # a page with holes is not printed, and the kit says so
        yield f"{channel.id}-not-printed.txt", f"{refusal}\n".encode()


def _manifest(files: Iterable[tuple[str, bytes, Piece]]) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    heads = ("file", "sha256", "campaign", "version", "approved", "last_day", "language", "direction")
    rows.writerow((*heads, "channel", "words", "encoding", "messages", "link", "alt", "sample"))
    for name, content, piece in files:
        wording, version = piece.wording, piece.version
        words, septets = wording.measure.words, wording.measure.septets
        rows.writerow(
            plain_cells(
                name,
                sha256_hex(content),
                piece.campaign.pk,
                version.number if version is not None else "",
                version.sha256 if version is not None else "",
                piece.campaign.kill_date.isoformat(),
                wording.language.code,
                wording.language.direction,
                wording.channel.id,
                "" if words is None or words.words is None else words.words,
                "" if septets is None else septets.encoding,
                "" if septets is None else septets.parts,
                piece.link,
                wording.texts.get("alt", ""),
                "sample" if is_sample() else "",
            )
        )
    return out.getvalue().encode()


def _data(piece: Piece) -> dict[str, object]:
    texts = piece.wording.texts
    with override(piece.wording.language.code):
        said = {
            "foot": piece.foot,
            "scan": gettext("Scan for this page in your language"),
            "qr_alt": gettext("Code to scan. It leads to %(link)s") % {"link": piece.link},
        }
    return {
        **said,
        "headline": texts.get("headline", ""),
        "body": texts.get("body", ""),
        "alt": texts.get("alt", ""),
        "link": piece.link,
        "qr": segno.make(piece.link, error="m", micro=False).svg_inline(border=2),
        "city": _city(),
    }


def _city() -> str:
    pack = packs.in_force(known=clock.now())
    return pack.info.city_name if pack is not None else ""
