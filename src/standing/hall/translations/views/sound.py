"""Sends a sound file, whole or the part a player asks for."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from standing.hall.files import api as files

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer(request: HttpRequest, *, sha256: str) -> HttpResponse:
    """Return the sound; players jump by asking for a range of bytes. :raises NotFound: if it is not kept"""
    fact, content = files.read(sha256=sha256)
    headers = {"Content-Type": fact.media_type, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or not (found[1] or found[2]):
        return HttpResponse(content, headers=headers)
    size = len(content)
    start = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    end = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    part = HttpResponse(content[start : end + 1], status=206, headers=headers)
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part
