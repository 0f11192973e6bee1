"""Decides what a file is by decoding it, and writes it anew without what nobody asked for."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageOps

from standing.hall.files import kinds, sounds
from standing.hall.files.kinds import KEPT, Kind, NotWhatItSays, TooLarge

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
MOST_PAGES = 2_000
MOST_OBJECTS = 200_000
_DEEPEST = 60
_JPEG_QUALITY = 90

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MAGIC: tuple[tuple[bytes, int, bytes, Kind, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, b"", kinds.PNG, "PNG"),
    (b"\xff\xd8\xff", 0, b"", kinds.JPEG, "JPEG"),
    (b"RIFF", 8, b"WEBP", kinds.WEBP, "WEBP"),
)
_HEADER_ROOM = 1024  # where readers of PDF look for its first line

# What a PDF may not do: run, send, open or carry other things.
_ACTS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ResetForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/RichMediaExecute",
        "/Sound",
        "/Movie",
        "/GoTo3DView",
        "/Hide",
        "/SetOCGState",
    }
)
_ROOT_KEYS = (
    "/OpenAction",
    "/AcroForm",
    "/Collection",
    "/Perms",
    "/Legal",
    "/Requirements",
    "/DSS",
    "/Extensions",
)
_KEYS_ANYWHERE = (
    "/AA",
    "/JS",
    "/Metadata",
    "/PieceInfo",
    "/AF",
    "/EF",
    "/Thumb",
    "/LastModified",
    "/RichMediaContent",
)
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The bytes that are kept, and what they are."""

    content: bytes
    kind: Kind


def clean(*, content: bytes, name: str, as_sound: bool = False) -> Cleaned:
    """
    Return the file written anew; ``as_sound``: recordings are asked for, and nothing else.

    :raises TooLarge: if it is larger than what is kept, also when unfolded
    :raises NotWhatItSays: if it is of no kind that is kept, or not what its name says
    """
    if len(content) > kinds.LIMIT:
        raise TooLarge("The file is larger than 10 MB.")
    if not content.strip():
        raise NotWhatItSays("The file is empty.")
    if as_sound:
        cleaned = _sound(content, name)
    elif content.startswith(b"%PDF-"):
        kinds.check_ending(name=name, kind=kinds.PDF)
        cleaned = Cleaned(content=_pdf(content), kind=kinds.PDF)
    elif b"%PDF-" in content[:_HEADER_ROOM]:
        raise NotWhatItSays("The file begins as one kind and goes on as a PDF. Save it again as PDF.")
    else:
        cleaned = _image_or_text(content, name)
    if len(cleaned.content) > kinds.LIMIT:
        raise TooLarge("The file is larger than 10 MB once it is written out.")
    return cleaned


def _sound(content: bytes, name: str) -> Cleaned:
    kind = sounds.kind_of(content)
    if kind is None:
        raise NotWhatItSays(f"The file is no recording. {kinds.KEPT_SOUNDS}")
    kinds.check_ending(name=name, kind=kind)
    return Cleaned(content=sounds.clean(content, kind), kind=kind)


def _image_or_text(content: bytes, name: str) -> Cleaned:
    for start, place, mark, kind, format_ in _MAGIC:
        if content.startswith(start) and content[place : place + len(mark)] == mark:
            kinds.check_ending(name=name, kind=kind)
            return Cleaned(content=_image(content, format_), kind=kind)
    kind = kinds.CSV if kinds.ending_of(name) == ".csv" else kinds.TEXT
    text = _text(content)
    kinds.check_ending(name=name, kind=kind)
    return Cleaned(content=text, kind=kind)


def _text(content: bytes) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotWhatItSays(f"The file cannot be read. {KEPT} Text is kept as UTF-8.") from None
    if _CONTROL.search(text):
        raise NotWhatItSays(f"The file holds characters that are no text. {KEPT}")
    return text.encode()


# --- images ---------------------------------------------------------------------------------------


def _image(content: bytes, format_: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a size that is too large is refused below
            return _image_anew(content, format_)
    except (TooLarge, NotWhatItSays):
        raise
    except MemoryError:
        raise TooLarge("The image is too large once unfolded.") from None
    except Exception:  # noqa: BLE001  # decoders of hostile bytes raise what they like
        raise NotWhatItSays("The image is damaged: it cannot be decoded.") from None


def _image_anew(content: bytes, format_: str) -> bytes:
    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks in sentences
    with Image.open(io.BytesIO(content), formats=[format_]) as image:
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise TooLarge(f"The image has {width} by {height} pixels; at most 40 million are kept.")
        if getattr(image, "n_frames", 1) > 1:
            raise NotWhatItSays("Moving pictures are not kept: save one picture.")
        image.load()
        upright = _upright(image)
        mode = _mode(upright)
        pixels = upright.convert(mode)
    bare = Image.new(mode, pixels.size)  # carries pixels and nothing else
    bare.paste(pixels)
    out = io.BytesIO()
    match format_:
        case "JPEG":
            bare.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
        case "WEBP":
            bare.save(out, "WEBP", quality=_JPEG_QUALITY, method=4)
        case _:
            bare.save(out, "PNG", optimize=False)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """Turn the picture as its camera was held; what it says about that may be rubbish."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001  # decoders of hostile bytes raise what they like
        return image


def _mode(image: Image.Image) -> str:
    if image.format == "JPEG" or image.mode in ("CMYK", "YCbCr"):
        return "L" if image.mode == "L" else "RGB"
    if image.mode in ("L", "RGB", "RGBA", "LA"):
        return "RGBA" if image.mode == "LA" or "transparency" in image.info else image.mode
    if image.mode == "1":
        return "L"
    return "RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB"


# --- PDF ------------------------------------------------------------------------------------------


def _pdf(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings(), pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            warnings.simplefilter("ignore")  # about forms, which are flattened
            return _pdf_anew(pdf)
    except pikepdf.PasswordError:
        raise NotWhatItSays("The PDF is locked with a password. Save it without, and try again.") from None
    except (TooLarge, NotWhatItSays):
        raise
    except MemoryError:
        raise TooLarge("The PDF is too large once unfolded.") from None
    except Exception:  # noqa: BLE001  # decoders of hostile bytes raise what they like
        raise NotWhatItSays("The PDF is damaged: it cannot be opened.") from None


def _pdf_anew(pdf: pikepdf.Pdf) -> bytes:
    _check_can_be_kept(pdf)
    pdf.flatten_annotations("print")  # what was filled in or stamped becomes part of the page
    _clean_root(pdf.Root)
    for page in pdf.pages:
        _clean_annotations(page.obj)
    for thing in pdf.objects:
        for part in _dictionaries(thing):
            _clean_dictionary(part)
        if isinstance(thing, pikepdf.Stream):
            _clean_stream(thing)
    for key in ("/Info", "/XRefStm", "/Prev"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
        encryption=False,
    )
    return out.getvalue()


def _check_can_be_kept(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise NotWhatItSays("The PDF is locked. Save it without protection, and try again.")
    if not 1 <= len(pdf.pages) <= MOST_PAGES:
        raise NotWhatItSays(f"A PDF has 1 to {MOST_PAGES} pages; this one has {len(pdf.pages)}.")
    if len(pdf.objects) > MOST_OBJECTS:
        raise TooLarge("The PDF holds too many parts.")
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and pdf.Root.get("/NeedsRendering"):
        raise NotWhatItSays("This form shows only in one program. Print it to a PDF, and try again.")


def _clean_root(root: pikepdf.Object) -> None:
    for key in _ROOT_KEYS:
        if key in root:
            del root[key]
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in list(names.keys()):
            if key != "/Dests":
                del names[key]


def _clean_annotations(page: pikepdf.Object) -> None:
    """Keep links to places and plain addresses; what was typed, attached or plays is dropped."""
    listed = page.get("/Annots")
    if listed is None:
        return
    if not isinstance(listed, pikepdf.Array):
        del page["/Annots"]
        return
    kept = [one for one in listed if _is_harmless(one)]
    if kept:
        page["/Annots"] = pikepdf.Array(kept)
    else:
        del page["/Annots"]


def _is_harmless(annotation: object) -> bool:
    if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") != "/Link":
        return False
    act = annotation.get("/A")
    if act is None:
        return "/Dest" in annotation
    if not isinstance(act, pikepdf.Dictionary) or "/Next" in act:
        return False
    if act.get("/S") == "/URI":
        return _is_plain_address(act)
    return bool(act.get("/S") == "/GoTo")


def _is_plain_address(act: pikepdf.Object) -> bool:
    return str(act.get("/URI", "")).strip().lower().startswith(_SCHEMES)


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Go through a part of the file and what is written inside it, but not what it points to."""
    waiting: list[tuple[pikepdf.Object, int]] = [(thing, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > _DEEPEST:
            raise NotWhatItSays("The PDF is damaged: its parts are nested too deeply.")
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inner = [part.get(key) for key in list(part.keys())]
        elif isinstance(part, pikepdf.Array):
            inner = list(part)
        else:
            continue
        waiting.extend(
            (one, depth + 1)
            for one in inner
            if isinstance(one, pikepdf.Dictionary | pikepdf.Array) and not one.is_indirect
        )


def _clean_dictionary(part: pikepdf.Object) -> None:
    for key in _KEYS_ANYWHERE:
        if key in part:
            del part[key]
    act = part.get("/S")
    if isinstance(part.get("/URI"), pikepdf.String) and not _is_plain_address(part):
        del part["/URI"]
    if isinstance(act, pikepdf.Name) and str(act) in _ACTS:
        for key in list(part.keys()):
            del part[key]


def _clean_stream(stream: pikepdf.Stream) -> None:
    """Take places and makers out of photographs inside the PDF."""
    if stream.get("/Type") == "/EmbeddedFile":
        stream.write(b"")
    elif stream.get("/Filter") == "/DCTDecode":
        stream.write(bare_jpeg(stream.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, IPTC and comments, its pixels untouched."""
    if not content.startswith(b"\xff\xd8"):
        return content
    out, place = bytearray(b"\xff\xd8"), 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if mark == 0xDA:  # the pixels begin
            break
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if mark not in (0xE1, 0xED, 0xFE):
            out += content[place : place + 2 + length]
        place += 2 + length
    return bytes(out + content[place:])
