"""What the pages of this room share: 404 where there is nothing, a page around one form, files to download."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from standing.hall.installation import api as installation
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The words around one form."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    back: str
    back_title: str | Promise


def ask(
    request: HttpRequest, form: forms.Form, page: FormPage, *, do: Callable[[], str], done: str | Promise
) -> HttpResponse:
    """
    Show a form; when it is sent and right, do what it asks and go on to the address that ``do`` returns.

    What is wrong, or refused, stands in the page with all that was typed.
    """
    context = {"form": form, "page": page}
    if request.method != "POST":
        return TemplateResponse(request, "funds/form.html", context)
    if form.is_valid():
        try:
            there = do()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect(there)
    return render_invalid(request, "funds/form.html", context)


def press(request: HttpRequest, *, do: Callable[[], object], done: str | Promise, there: str) -> HttpResponse:
    """Do what a single button asks, say so, and go there; or say why not."""
    do()
    messages.success(request, str(done))
    return redirect(there)


def file(lines: Iterable[str], *, name: str, kind: str) -> StreamingHttpResponse:
    """Hand out a text file; its name says if it is a sample."""
    whole = f"{'sample-' if installation.is_sample() else ''}{name}"
    return StreamingHttpResponse(
        iter(lines),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{whole}"', "Cache-Control": "no-store"},
    )


def csv_lines(lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield lines of CSV that no spreadsheet takes for formulas; plain numbers stay (OWASP, CSV injection)."""
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for line in lines:
        yield writer.writerow(
            [f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in line]
        )


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value
