"""The whole directory as a file, and the profile that says what stands in it."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.rooms.services.queries import hsds as queries
from standing.rooms.services.rules import hsds_files, hsds_schemas
from standing.rooms.services.rules.hsds_fields import MARK, NOT_TAKEN_IN, STANDARD_ONLY, TABLE, TABLES, VERSION

_PIECE = 64 * 1024


@require_safe
def hsds_profile(request: HttpRequest) -> HttpResponse:
    """Show which part of the standard this directory keeps, and how it reads it."""
    return TemplateResponse(
        request,
        "services/hsds_profile.html",
        {
            "version": VERSION,
            "tables": [(table, hsds_schemas.nests_of(table), table.name in NOT_TAKEN_IN) for table in TABLES],
            "left_out": STANDARD_ONLY,
        },
    )


@require_safe
def hsds_schema(_request: HttpRequest, table: str) -> HttpResponse:
    """Hand out the JSON schema of one kind of object."""
    if table not in TABLE:
        raise Http404
    answer = JsonResponse(hsds_schemas.document(table), content_type="application/schema+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def directory_json(_request: HttpRequest) -> HttpResponseBase:
    """Hand out the services that the public finds now, as one JSON file."""
    return _json_file(at=clock.now(), unlisted=False)


@require_safe
def directory_zip(_request: HttpRequest) -> HttpResponseBase:
    """Hand out the services that the public finds now, as CSV tables."""
    return _zip_file(at=clock.now(), unlisted=False)


@require_safe
def staff_directory_json(_request: HttpRequest) -> HttpResponseBase:
    """Hand out every service, listed or not, as one JSON file."""
    return _json_file(at=clock.now(), unlisted=True)


@require_safe
def staff_directory_zip(_request: HttpRequest) -> HttpResponseBase:
    """Hand out every service, listed or not, as CSV tables."""
    return _zip_file(at=clock.now(), unlisted=True)


def _json_file(*, at: datetime, unlisted: bool) -> HttpResponseBase:
    answer = StreamingHttpResponse(json_pieces(at=at, unlisted=unlisted), content_type="application/json")
    return _named(answer, "json")


def _zip_file(*, at: datetime, unlisted: bool) -> HttpResponseBase:
    answer = StreamingHttpResponse(zip_pieces(at=at, unlisted=unlisted), content_type="application/zip")
    return _named(answer, "zip")


def _named(answer: StreamingHttpResponse, ending: str) -> StreamingHttpResponse:
    is_sample = installation.is_sample()
    name = "sample-directory" if is_sample else "directory"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["X-Standing-Records"] = "sample" if is_sample else "city"
    return answer


def json_pieces(*, at: datetime, unlisted: bool) -> Iterator[bytes]:
    """Yield a whole directory as JSON, object by object."""
    head: dict[str, object] = {"hsds_version": VERSION}
    if installation.is_sample():
        head[MARK] = True
    yield json.dumps(head, ensure_ascii=False)[:-1].encode()
    for name, objects in queries.whole_directory(at=at, unlisted=unlisted):
        yield f',\n"{name}": ['.encode()
        comma = ""
        for one in objects:
            yield f"{comma}\n{json.dumps(one, ensure_ascii=False)}".encode()
            comma = ","
        yield b"]"
    yield b"}\n"


def zip_pieces(*, at: datetime, unlisted: bool) -> Iterator[bytes]:
    """Yield a whole directory as a ZIP of CSV tables. Each table is put aside on the disk until all are there."""
    is_sample = installation.is_sample()
    with tempfile.TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as bundle:
            title = _("Directory of help")
            described = hsds_files.datapackage(title=title, is_sample=is_sample)
            bundle.writestr(_info("datapackage.json", at), json.dumps(described, ensure_ascii=False, indent=1))
            for name, table in _tables(at=at, unlisted=unlisted, is_sample=is_sample):
                with table, bundle.open(_info(name, at), "w") as out:
                    table.seek(0)
                    while piece := table.read(_PIECE):
                        out.write(piece)
        whole.seek(0)
        while piece := whole.read(_PIECE):
            yield piece


def _tables(*, at: datetime, unlisted: bool, is_sample: bool) -> Iterator[tuple[str, IO[bytes]]]:
    files: dict[str, IO[bytes]] = {}
    for table in TABLES:
        files[table.name] = tempfile.SpooledTemporaryFile(max_size=4 * hsds_files.MIB)  # noqa: SIM115 (closed by the caller)
        files[table.name].write(hsds_files.csv_head(table=table.name, is_sample=is_sample).encode())
    for name, rows in queries.flat_directory(at=at, unlisted=unlisted):
        files[name].write(hsds_files.csv_rows(table=name, rows=rows, is_sample=is_sample).encode())
    yield from ((TABLE[name].file, file) for name, file in files.items())


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
