"""The door of sealed boxes and receipt codes. ``people`` holds the boxes that only people open."""

from standing.hall.sealed import people
from standing.hall.sealed.apart import destroy_key, open_apart, seal_apart
from standing.hall.sealed.boxes import NotOpened, open_box, seal
from standing.hall.sealed.keys import KeysRefused
from standing.hall.sealed.receipts import NotACode, code_for, fingerprint, kept_of, new_code, tidy
from standing.hall.sealed.streams import SealedReader, SealedWriter

__all__ = [
    "KeysRefused",
    "NotACode",
    "NotOpened",
    "SealedReader",
    "SealedWriter",
    "code_for",
    "destroy_key",
    "fingerprint",
    "kept_of",
    "new_code",
    "open_apart",
    "open_box",
    "people",
    "seal",
    "seal_apart",
    "tidy",
]
