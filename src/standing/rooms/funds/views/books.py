"""The books: entries, and files for other programs."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import posting
from standing.rooms.funds.forms import CODE_WORDS, KIND_WORDS, SOURCE_WORDS, DayForm, EntryFilterForm
from standing.rooms.funds.models import Donor
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.queries.ledger import EntryFilters
from standing.rooms.funds.rules import exports
from standing.rooms.funds.views._pages import csv_lines, file, press

_MOST_EXPORTED = 200_000


@require_safe
def list_entries(request: HttpRequest) -> HttpResponse:
    """List entries, the latest first."""
    form, filters = _asked(request)
    page = Paginator(ledger.found(filters=filters), ledger.PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "funds/entries.html",
        {
            "form": form,
            "page": page,
            "entries": ledger.facts(page.object_list),
            "is_filtered": filters != EntryFilters(),
            "query": request.GET.urlencode(),
            "donors": _donors(),
            "undone_by_hand": posting.UNDONE_BY_HAND,
            "posts": permissions.posts(by=person(request)),
            "kind_words": KIND_WORDS,
            "code_words": CODE_WORDS,
            "source_words": SOURCE_WORDS,
        },
    )


@require_safe
def export_entries(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the entries that fit as CSV, one line for each leg."""
    _form, filters = _asked(request)
    entries = ledger.facts(ledger.found(filters=filters)[:_MOST_EXPORTED])
    lines = exports.entry_lines(entries=entries, donors=_donors(), is_sample=installation.is_sample())
    return file(csv_lines(lines), name="entries.csv", kind="text/csv")


@require_POST
def reverse_entry(request: HttpRequest, number: int) -> HttpResponse:
    """Undo an entry that was booked by mistake."""
    now = clock.now()
    return press(
        request,
        do=lambda: posting.undo_entry(number=number, day=ledger.local_day(at=now), by=person(request), at=now),
        done=_("The entry is undone by another."),
        there=reverse("funds:list_entries"),
    )


@require_safe
def export_books(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the whole ledger as text that beancount reads."""
    now = clock.now()
    day = _through(request) or ledger.local_day(at=now)
    entries = ledger.facts(ledger.found(filters=EntryFilters(last_day=day)))
    balances = {fact.account: fact.cents for fact in ledger.trial_balance(at=now, through=day)}
    lines = exports.beancount(
        entries=entries, balances=balances, donors=_donors(), day=day, is_sample=installation.is_sample()
    )
    return file(lines, name="cash-aid.beancount", kind="text/plain")


@require_safe
def export_balance(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the trial balance as CSV."""
    facts = ledger.trial_balance(at=clock.now(), through=_through(request))
    lines = exports.trial_lines(
        balances=[(fact.account, fact.cents) for fact in facts],
        donors=_donors(),
        is_sample=installation.is_sample(),
    )
    return file(csv_lines(lines), name="trial-balance.csv", kind="text/csv")


@require_safe
def export_balance_json(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the trial balance as JSON, in cents, debit positive."""
    now, through = clock.now(), _through(request)
    donors = _donors()
    said = {
        "sample": installation.is_sample(),
        "at": now.isoformat(),
        "through": through.isoformat() if through is not None else None,
        "accounts": [
            {
                "account": fact.account.code.value,
                "source": fact.account.source.value,
                "fund": fact.account.fund,
                "round": fact.account.round,
                "organisation": fact.account.organisation,
                "donor": donors.get(fact.account.donor) if fact.account.donor is not None else None,
                "cents": fact.cents,
            }
            for fact in ledger.trial_balance(at=now, through=through)
        ],
    }
    return file([json.dumps(said, indent=1)], name="trial-balance.json", kind="application/json")


def _asked(request: HttpRequest) -> tuple[EntryFilterForm, EntryFilters]:
    form = EntryFilterForm(request.GET, funds=[(row.pk, row.name) for row in giving.funds()])
    form.is_valid()  # a value that no list knows filters nothing
    return form, EntryFilters(**form.cleaned_data)


def _through(request: HttpRequest) -> date | None:
    form = DayForm(request.GET)
    return form.cleaned_data["day"] if form.is_valid() else None


def _donors() -> dict[UUID, int]:
    return dict(Donor.objects.values_list("pk", "number"))
