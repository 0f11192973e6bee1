"""Coverage: for staff with names, for everybody as counts that tell nobody apart."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.kernel.lists import spelling
from standing.rooms.training import permissions
from standing.rooms.training.queries import courses, coverage, terms
from standing.rooms.training.queries.terms import Words
from standing.rooms.training.rules import coverage as rules
from standing.rooms.training.rules.coverage import By, Cell, Filters, Missing
from standing.rooms.training.views.asked import CoverageFilter, MissingFilter

_PAGE = 50
_BY = (By.DEPARTMENT, By.SITE, By.WORK_TYPE, By.SHIFT)


@require_safe
def show_coverage(request: HttpRequest) -> HttpResponse:
    """Show how many of those whose duty a course is hold it, on a day."""
    now, by = clock.now(), person(request)
    seen = permissions.departments_counted(by=by)
    words, said, today = terms.words(known=now), terms.terms(known=now), courses.today(at=now)
    form = CoverageFilter(request.GET, words=words, seen=seen, auto_id="f_%s")
    form.is_valid()
    filters, day = form.filters(seen=seen), form.asked_day(today)
    cells = coverage.cells(day=day, known=now, grace_days=said.grace_days, filters=filters)
    return TemplateResponse(
        request,
        "training/coverage.html",
        {
            "form": form,
            "day": day,
            "is_past": day < today,
            "courses": [_course(code, cells, words=words) for code in sorted({cell.course for cell in cells})],
            "mark": said.mark_percent,
            "sees_names": permissions.sees_names(by=by),
            "steers": permissions.steers(by=by),
            "query": _query(filters, day=day, today=today),
        },
    )


@require_safe
def export_coverage(request: HttpRequest) -> HttpResponse:
    """Hand out the same counts as CSV."""
    now, by = clock.now(), person(request)
    seen = permissions.departments_counted(by=by)
    words, said, today = terms.words(known=now), terms.terms(known=now), courses.today(at=now)
    form = CoverageFilter(request.GET, words=words, seen=seen)
    form.is_valid()
    day = form.asked_day(today)
    cells = coverage.cells(day=day, known=now, grace_days=said.grace_days, filters=form.filters(seen=seen))
    head = ("kind", "day", "course", "by", "code", "name", "assigned", "done", "overdue", "percent")
    lines = (
        (
            day, cell.course, cell.by.value, cell.code, words.of(cell.by).get(cell.code, ""), cell.assigned, cell.done,
            cell.overdue, cell.percent,
        )
        for cell in cells
    )  # fmt: skip
    return csv_of("training-coverage", head, lines)


@require_safe
def list_missing(request: HttpRequest) -> HttpResponse:
    """List who does not hold a course that is theirs."""
    now, by = clock.now(), person(request)
    seen = permissions.departments_seen(by=by)
    words, today = terms.words(known=now), courses.today(at=now)
    form = MissingFilter(request.GET, words=words, seen=seen, auto_id="f_%s")
    form.is_valid()
    filters = form.filters(seen=seen)
    found = _Lacking(filters, without_mail=form.cleaned_data.get("mail") == "none", now=now)
    page: Page[Missing] = _pages(found).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "training/missing.html",
        {
            "form": form,
            "page": page,
            "rows": [_shown(one, words=words, today=today) for one in page.object_list],
            "total": len(found),
            "query": request.GET.urlencode(),
        },
    )


@require_safe
def export_missing(request: HttpRequest) -> HttpResponse:
    """Hand out the names as CSV, for supervisors who speak with their people."""
    now, by = clock.now(), person(request)
    seen = permissions.departments_seen(by=by)
    words = terms.words(known=now)
    form = MissingFilter(request.GET, words=words, seen=seen)
    form.is_valid()
    found = _Lacking(form.filters(seen=seen), without_mail=form.cleaned_data.get("mail") == "none", now=now)
    head = ("kind", "number", "name", "departments", "e-mail", "course", "due")
    lines = (
        (
            one.number, one.name, ", ".join(words.departments.get(code, code) for code in one.departments),
            "yes" if one.has_mail else "no", course, due,
        )
        for one in found[0 : len(found)]
        for course, due in one.courses
    )  # fmt: skip
    return csv_of("training-missing", head, lines)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show everybody how many people finished each course, by department; small numbers are left out."""
    now = clock.now()
    said, least, words = terms.terms(known=now), terms.least(known=now), terms.words(known=now)
    cells = coverage.cells(day=courses.today(at=now), known=now, grace_days=said.grace_days)
    by_course: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        if cell.by is By.DEPARTMENT:
            by_course.setdefault(cell.course, {})[cell.code] = cell
    return TemplateResponse(
        request,
        "training/public.html",
        {
            "courses": [
                (
                    words.courses.get(course, course),
                    sorted(
                        (
                            (words.departments.get(one.department, one.department), one)
                            for one in rules.public(found, mark_percent=said.mark_percent, least=least)
                        ),
                        key=lambda row: row[0],
                    ),
                )
                for course, found in sorted(by_course.items())
            ],
            "mark": said.mark_percent,
            "least": least,
            "day": courses.today(at=now),
        },
    )


def _pages(found: _Lacking) -> Paginator[Missing]:
    return Paginator(found, _PAGE)  # type: ignore[arg-type]  # it asks for parts, never for one


class _Lacking(Sequence[Missing]):
    """The list of names, page by page: each page is one question to the database."""

    def __init__(self, filters: Filters, *, without_mail: bool, now: Any) -> None:
        self._asked: dict[str, Any] = {
            "day": courses.today(at=now),
            "known": now,
            "grace_days": terms.terms(known=now).grace_days,
            "filters": filters,
            "without_mail": without_mail,
        }
        self._total = coverage.missing(**self._asked, limit=1)[0]

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> Sequence[Missing]:  # type: ignore[override]  # pages ask for parts only
        return coverage.missing(**self._asked, offset=part.start, limit=part.stop - part.start)[1]


def csv_of(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    """Return lines as CSV that no spreadsheet runs; the first column says whether it is a sample."""
    mark = "sample" if installation.is_sample() else "record"
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})
    answer["Content-Disposition"] = f'attachment; filename="{"sample-" if mark == "sample" else ""}{name}.csv"'
    answer.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(answer)
    writer.writerow(head)
    for line in lines:
        writer.writerow([mark, *(spelling.harmless(str(cell)) for cell in line)])
    return answer


def _course(code: str, cells: Iterable[Cell], *, words: Words) -> dict[str, object]:
    mine = [cell for cell in cells if cell.course == code]
    whole = next(cell for cell in mine if cell.by is By.CITY)
    named = {by: sorted(_named(mine, by, words)) for by in _BY}
    return {
        "code": code,
        "title": words.courses.get(code, code),
        "whole": whole,
        "counts": {"met": whole.done, "due": whole.due, "late": whole.overdue},
        "tables": [
            (_heading(by), [(name, cell) for name, _code, cell in rows])
            for by, rows in named.items()
            if len(rows) > 1 or by is By.DEPARTMENT
        ],
    }


def _named(cells: Iterable[Cell], by: By, words: Words) -> list[tuple[str, str, Cell]]:
    names = words.of(by)
    found = [cell for cell in cells if cell.by is by]
    return [(str(names.get(cell.code, cell.code) or _("not known")), cell.code, cell) for cell in found]


def _heading(by: By) -> str:
    return {
        By.CITY: _("City"),
        By.DEPARTMENT: _("Department"),
        By.SITE: _("Site"),
        By.WORK_TYPE: _("Work"),
        By.SHIFT: _("Shift"),
    }[by]


def _shown(one: Missing, *, words: Words, today: date) -> dict[str, object]:
    return {
        "number": one.number,
        "name": one.name,
        "has_mail": one.has_mail,
        "departments": [words.departments.get(code, code) for code in one.departments],
        "courses": [(words.courses.get(course, course), due, due < today) for course, due in one.courses],
    }


def _query(filters: Filters, *, day: date, today: date) -> str:
    asked = {
        "course": filters.course,
        "department": filters.department,
        "site": filters.site,
        "work_type": filters.work_type,
        "shift": filters.shift,
        "day": day.isoformat() if day < today else "",
    }
    return urlencode({name: value for name, value in asked.items() if value})
