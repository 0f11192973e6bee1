"""The log: what everybody may check, and what auditors read."""

import tempfile
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall.audit import api as audit
from standing.hall.installation.api import is_sample
from standing.hall.logbook.forms import RecordsForm
from standing.kernel.refusals import NotNow

_PAGE = 50
_CHECKPOINTS = 100
_IN_MEMORY = 4 * 1024 * 1024


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the latest checkpoint, the public key, and how anybody can check the log."""
    return TemplateResponse(request, "audit/log.html", {"checkpoint": audit.latest_checkpoint()})


@require_safe
def checkpoints(_request: HttpRequest) -> HttpResponse:
    """Hand out the latest signed checkpoints as text, the newest first."""
    notes = [checkpoint.note for checkpoint in audit.latest_checkpoints(count=_CHECKPOINTS)]
    response = HttpResponse("\n".join(notes), content_type="text/plain; charset=utf-8")
    name = "log-checkpoints-sample.txt" if is_sample() else "log-checkpoints.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def list_records(request: HttpRequest) -> HttpResponse:
    """Show the records, the newest first."""
    form = RecordsForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        nothing: tuple[audit.RecordFact, ...] = ()
        none = Paginator(nothing, _PAGE).get_page(1)
        return TemplateResponse(request, "audit/records.html", {"form": form, "page": none}, status=422)
    asked = form.cleaned_data if form.is_bound else {}
    day = asked.get("day")
    begin = datetime.combine(day, time(), tzinfo=UTC) if day else None
    records = audit.RecordList(
        verb=asked.get("verb", ""),
        subject=asked.get("subject", ""),
        begin=begin,
        end=begin + timedelta(days=1) if begin else None,
    )
    page = Paginator(records, _PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "audit/records.html", {"form": form, "page": page})


@require_safe
def read_record(request: HttpRequest, record: UUID) -> HttpResponse:
    """Show one record and the proof that it is in the log."""
    found, proof = audit.get_record(record_id=record), audit.inclusion(record_id=record)
    return TemplateResponse(request, "audit/record.html", {"record": found, "proof": proof})


@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Hand out the whole log as a .zip; it grows on disk rather than in memory."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the response closes it)
    try:
        audit.send_export(file=file, sample=is_sample())
    except NotNow as refusal:
        file.close()
        messages.error(request, str(refusal))
        return redirect("audit:list_records")
    file.seek(0)
    name = "standing-log-sample.zip" if is_sample() else "standing-log.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
