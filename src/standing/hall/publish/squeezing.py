"""The small copies beside each file: .gz and .br, the same bytes each time they are made."""

import gzip

import brotli

GZ, BR = ".gz", ".br"
_GZIP_LEVEL = 9
_BROTLI_PAGE = 9  # 11 saves another 3 % and takes twenty times as long, for every page in every language
_BROTLI_ASSET = 11


def gz(content: bytes) -> bytes:
    """Return the content as gzip, without a time or a name in it."""
    return gzip.compress(content, _GZIP_LEVEL, mtime=0)


def br(content: bytes, *, once: bool = False) -> bytes:
    """Return the content as Brotli; ``once``: as small as can be, for what seldom changes."""
    made: bytes = brotli.compress(
        content, mode=brotli.MODE_TEXT, quality=_BROTLI_ASSET if once else _BROTLI_PAGE, lgwin=22
    )
    return made
