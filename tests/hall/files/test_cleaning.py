"""What is kept is what decoding found, and nothing beside it."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from standing.hall.files import kinds
from standing.hall.files.cleaning import bare_jpeg, clean
from standing.hall.files.kinds import NotWhatItSays, TooLarge
from standing.hall.files.quarantine import clean_apart
from tests.make import files as make
from tests.make.files import SECRET


def media_type(content: bytes, name: str) -> str:
    return clean(content=content, name=name).kind.media_type


def refusal(content: bytes, name: str) -> str:
    with pytest.raises((NotWhatItSays, TooLarge)) as caught:
        clean(content=content, name=name)
    return str(caught.value)


def test_the_type_is_what_decoding_finds() -> None:
    assert media_type(make.jpeg(), "a.jpg") == "image/jpeg"
    assert media_type(make.jpeg(), "A.JPEG") == "image/jpeg"
    assert media_type(make.png(), "a") == "image/png"
    assert media_type(make.webp(), "a.webp") == "image/webp"
    assert media_type(make.written(make.pdf()), "a.pdf") == "application/pdf"
    assert media_type("Día, hora\n1,2\r\n".encode(), "a.csv") == "text/csv; charset=utf-8"
    assert media_type("Señor\n".encode(), "a.txt") == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (make.jpeg(), "a.png", "The name ends in .png, but the file is a JPEG image."),
        (make.jpeg(), "a.pdf", "The name ends in .pdf, but the file is a JPEG image."),
        (make.png(), "a.txt", "The name ends in .txt, but the file is a PNG image."),
        (make.written(make.pdf()), "a.jpg", "The name ends in .jpg, but the file is a PDF."),
        (b"plan\n", "plan.pdf", "The name ends in .pdf, but the file is plain text."),
        (b"plan\n", "plan.pdf.exe", "The name ends in .exe, but the file is plain text."),
        (b"<script>alert(1)</script>", "a.html", "The name ends in .html, but the file is plain text."),
        (b"<svg onload='x()'/>", "a.svg", "The name ends in .svg, but the file is plain text."),
        (b"MZ\x90\x00\x03", "a.txt", "The file cannot be read."),
        (b"a\x00b", "a.txt", "The file holds characters that are no text."),
        (b"\x1b]0;x\x07", "a.txt", "The file holds characters that are no text."),
        (b"caf\xe9", "a.txt", "The file cannot be read."),
        ("x".encode("utf-16"), "a.txt", "The file cannot be read."),
        (b"PK\x03\x04\x14\x00", "a.docx", "The file holds characters that are no text."),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "a.gif", "The file holds characters that are no text."),
        (b"", "a.txt", "The file is empty."),
        (b" \n", "a.txt", "The file is empty."),
        (b"\x89PNG\r\n\x1a\nrubbish", "a.png", "The image is damaged: it cannot be decoded."),
        (make.jpeg()[:200], "a.jpg", "The image is damaged: it cannot be decoded."),
        (b"%PDF-1.7\nrubbish", "a.pdf", "The PDF is damaged: it cannot be opened."),
        (b"x" * (kinds.LIMIT + 1), "a.txt", "The file is larger than 10 MB."),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, name: str, said: str) -> None:
    assert refusal(content, name).startswith(said)


def test_files_that_are_two_things_at_once_become_one_or_are_refused() -> None:
    archive = b"PK\x03\x04" + b"evil-archive" * 20
    for content, name in ((make.jpeg(), "a.jpg"), (make.png(), "a.png"), (make.webp(), "a.webp"), (make.written(make.pdf()), "a.pdf")):  # fmt: skip
        kept = clean(content=content + archive, name=name).content
        assert b"evil-archive" not in kept
        assert b"PK\x03\x04" not in kept
    assert refusal(b"<html><!-- " + make.written(make.pdf()), "a.pdf").startswith("The file begins as one kind")
    assert refusal(b"GIF89a/*" + make.written(make.pdf()), "a.txt").startswith("The file begins as one kind")


@pytest.mark.parametrize(("content", "name"), [(make.jpeg(), "a.jpg"), (make.png(), "a.png"), (make.webp(), "a.webp")])
def test_images_lose_all_but_their_pixels(content: bytes, name: str) -> None:
    assert SECRET in content

    kept = clean(content=content, name=name).content

    image = Image.open(io.BytesIO(kept))
    assert SECRET not in kept
    assert b"Exif" not in kept
    assert dict(image.getexif()) == {}
    assert image.size == (40, 20)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


def test_a_photograph_taken_sideways_stands_upright_afterwards() -> None:
    kept = clean(content=make.jpeg(size=(40, 20), orientation=6), name="a.jpg").content

    assert Image.open(io.BytesIO(kept)).size == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixels_is_kept_as_something_common(mode: str) -> None:
    out = io.BytesIO()
    format_ = "PNG" if mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else "JPEG"
    image = Image.new(mode, (8, 8))
    (image if mode not in ("PA", "F") else image.convert("L")).save(out, format_)

    kept = clean(content=out.getvalue(), name="a." + format_.lower()).content

    assert Image.open(io.BytesIO(kept)).mode in ("L", "RGB", "RGBA")


def test_a_see_through_colour_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("P", (8, 8), 0).save(out, "PNG", transparency=0)

    kept = Image.open(io.BytesIO(clean(content=out.getvalue(), name="a.png").content))

    assert kept.mode == "RGBA"
    assert kept.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_floods_of_pixels_are_refused_before_they_are_unfolded() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    flood = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000_000))) + chunk(b"IEND", b"")
    thin = Image.new("1", (30_000, 1))
    out = io.BytesIO()
    thin.save(out, "PNG")

    assert refusal(flood, "a.png") == "The image has 60000 by 60000 pixels; at most 40 million are kept."
    assert refusal(out.getvalue(), "a.png") == "The image has 30000 by 1 pixels; at most 40 million are kept."


def test_moving_pictures_are_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    assert refusal(out.getvalue(), "a.webp") == "Moving pictures are not kept: save one picture."


def test_a_pdf_runs_sends_plays_and_carries_nothing() -> None:
    hostile = make.hostile_pdf()
    assert b"evil" in pikepdf_text(hostile)

    kept = clean(content=hostile, name="a.pdf").content

    assert b"evil" not in pikepdf_text(kept)
    assert SECRET not in pikepdf_text(kept)
    assert b"34.0" not in kept
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert len(pdf.pages) == 2
        assert not pdf.attachments
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Names"}
        assert "/Info" not in pdf.trailer
        links = [annotation.A.S for annotation in pdf.pages[0].obj.Annots]
        assert links == ["/URI", "/GoTo"]
        picture = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
        assert Image.open(io.BytesIO(picture)).size == (40, 20)


def pikepdf_text(content: bytes) -> bytes:
    """Return every byte of a PDF with its streams unfolded."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        out = io.BytesIO()
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def test_what_was_filled_into_a_form_stays_on_the_page() -> None:
    made = make.pdf()
    look = made.make_stream(b"BT /F 9 Tf (filled-in) Tj ET")
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 99, 20])
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("name"),
            V=pikepdf.String("filled-in"),
            F=4,
            Rect=pikepdf.Array([0, 0, 99, 20]),
            AP=pikepdf.Dictionary(N=look),
        )
    )
    made.pages[0].obj.Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    kept = clean(content=make.written(made), name="a.pdf").content

    assert b"filled-in" in pikepdf_text(kept)
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj


def test_a_form_that_only_one_program_shows_is_refused() -> None:
    made = make.pdf()
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pikepdf.String("x"))
    made.Root.NeedsRendering = True

    assert (
        refusal(make.written(made), "a.pdf") == "This form shows only in one program. Print it to a PDF, and try again."
    )


def test_locked_and_empty_pdfs_are_refused() -> None:
    locked = make.written(make.pdf(), encryption=pikepdf.Encryption(user="secret", owner="owner"))
    bound = make.written(make.pdf(), encryption=pikepdf.Encryption(user="", owner="owner"))

    assert refusal(locked, "a.pdf") == "The PDF is locked with a password. Save it without, and try again."
    assert refusal(bound, "a.pdf") == "The PDF is locked. Save it without protection, and try again."
    assert refusal(make.written(make.pdf(pages=0)), "a.pdf") == "A PDF has 1 to 2000 pages; this one has 0."


def test_the_same_file_gives_the_same_bytes() -> None:
    for content, name in ((make.hostile_pdf(), "a.pdf"), (make.jpeg(), "a.jpg"), (make.png(), "a.png")):
        assert clean(content=content, name=name) == clean(content=content, name=name)


def test_a_byte_order_mark_is_dropped_and_the_rest_stays() -> None:
    assert clean(content="\ufeffa;b\r\n".encode(), name="a.csv").content == b"a;b\r\n"


def test_jpegs_that_are_cut_short_are_left_as_they_are() -> None:
    assert bare_jpeg(b"no jpeg") == b"no jpeg"
    assert bare_jpeg(b"\xff\xd8\xff\xff\xe1\x00\x04ab\xff\xda\x00\x02xy") == b"\xff\xd8\xff\xda\x00\x02xy"


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from([(make.jpeg(), "a.jpg"), (make.png(), "a.png"), (make.webp(), "a.webp"), (make.hostile_pdf(), "a.pdf")]),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=20),
)  # fmt: skip
def test_no_bytes_raise_anything_but_a_refusal(good: tuple[bytes, str], place: int, rubbish: bytes) -> None:
    content, name = good
    place %= len(content)
    broken = content[:place] + rubbish + content[place + len(rubbish) :]
    with contextlib.suppress(NotWhatItSays, TooLarge):
        assert b"evil-script" not in clean(content=broken, name=name).content


def test_a_process_of_its_own_gives_the_same_answers() -> None:
    assert clean_apart(content=make.jpeg(), name="a.jpg") == clean(content=make.jpeg(), name="a.jpg")
    with pytest.raises(NotWhatItSays, match=r"The name ends in \.exe"):
        clean_apart(content=b"x", name="a\n.exe")
    with pytest.raises(TooLarge, match="10 MB"):
        clean_apart(content=b"x" * (kinds.LIMIT + 1), name="a.txt")


def test_a_pdf_that_unfolds_without_end_exhausts_only_that_process() -> None:
    made = make.pdf()
    bomb = zlib.compress(bytes(200_000_000), 9)
    for _ in range(2):
        bomb = zlib.compress(bomb, 9)
    stream = made.make_stream(b"")
    stream.write(bomb, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 3), decode_parms=pikepdf.Array([None] * 3))
    made.pages[0].obj.Contents = stream
    content = make.written(made)

    with contextlib.suppress(TooLarge):
        assert len(clean_apart(content=content, name="a.pdf").content) < 1_000_000
