"""PO files of content: the source in ``msgid``, the name of the text in ``msgctxt``, the versions in a comment."""

from __future__ import annotations

import io
from collections.abc import Sequence

from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.pofile import PoFileError, read_po, write_po

from standing.hall.translations.rules.exchange import (
    FileContent,
    FileRefused,
    FileText,
    check_size,
    check_texts,
    decoded,
    marks_of,
    read_marks,
)
from standing.hall.translations.rules.states import tidy_code
from standing.hall.translations.rules.texts import tidy

_MARKS = "made from "
_WIDE = 100_000  # a comment that is broken into lines would lose its marks


def write(*, texts: Sequence[FileText], language: str) -> bytes:
    """Return a file with these texts; a draft is marked fuzzy, as translators' programs expect."""
    catalogue = Catalog(locale=language.replace("-", "_"), project="Standing", version="", charset="utf-8")
    catalogue.fuzzy = False
    catalogue.header_comment = "# Texts of public pages. Leave the lines that begin with #. as they are."
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    for one in texts:
        notes = [f"{_MARKS}{marks_of(one)}", *([one.about] if one.about else []), one.page]
        catalogue.add(
            one.source,
            one.text,
            context=one.key,
            auto_comments=notes,
            flags=["fuzzy"] if one.text and one.is_draft else [],
        )
    out = io.BytesIO()
    write_po(out, catalogue, width=_WIDE)
    return out.getvalue()


def read(content: bytes) -> FileContent:
    """
    Return what a file says.

    :raises FileRefused: if it is too large, not UTF-8, no PO file, or names a text twice
    """
    check_size(content)
    text = decoded(content)
    try:
        catalogue = read_po(io.StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, LookupError, IndexError, TypeError) as trouble:
        raise FileRefused(f"The file is no PO file: {trouble}.") from None
    if (catalogue.charset or "utf-8").lower().replace("-", "") != "utf8":
        raise FileRefused(f"The file says that it is {catalogue.charset}. Save it as UTF-8, and say so in its head.")
    names = [entry.context or "" for entry in catalogue if entry.id]
    if text.count("\nmsgctxt ") + text.startswith("msgctxt ") > len(names) + len(catalogue.obsolete):
        raise FileRefused("The file holds a text twice: keep one.")
    texts = tuple(_text(entry) for entry in catalogue if entry.id)
    check_texts(texts)
    return FileContent(language=tidy_code(str(catalogue.locale_identifier or "")), texts=texts)


def _text(entry: Entry) -> FileText:
    source = tidy(entry.id if isinstance(entry.id, str) else entry.id[0])
    marks = next((one.removeprefix(_MARKS) for one in entry.auto_comments if one.startswith(_MARKS)), "")
    digest, number = read_marks(marks, source=source)
    given = entry.string if isinstance(entry.string, str) else "".join(entry.string or ())
    return FileText(
        key=entry.context or "",
        source=source,
        text=tidy(given),
        source_sha256=digest,
        number=number,
        is_draft=bool(entry.fuzzy),
    )
