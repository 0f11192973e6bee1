"""One person of the roster: posts and their history, and the forms that change them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.roster import permissions
from standing.rooms.roster.actions import editing
from standing.rooms.roster.actions.editing import PostWords
from standing.rooms.roster.forms import CHANGE_WORDS, AddForm, EndForm, NameForm, PostForm
from standing.rooms.roster.models import Person, Post
from standing.rooms.roster.queries import imports, leaving, listed, pack, people
from standing.rooms.roster.queries.pack import Ground
from standing.rooms.roster.rules.reading import Reader
from standing.rooms.roster.rules.steps import ChangeKind


@require_safe
def show_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a person with all posts and the change that made them stand so."""
    now, by = clock.now(), person(request)
    row = _visible(key, by=by)
    ground = pack.ground(known=now)
    keeps = permissions.keeps(by=by)
    posts = list(people.posts_of(person=row.pk))
    last = listed.last_change(row) if keeps else None
    return TemplateResponse(
        request,
        "roster/person.html",
        {
            "row": row,
            "posts": posts,
            "site_words": people.site_names(post.site for post in posts if post.site),
            "keeps": keeps,
            "last": last,
            "last_words": CHANGE_WORDS[ChangeKind(last.kind)] if last is not None else "",
            "can_undo": last is not None and last.kind != ChangeKind.IMPORT,
            "kept_until": leaving.kept_until(left_on=row.left_on, at=now) if row.left_on else None,
            "keep_is_approved": ground.terms.keep_is_approved,
            **_words(ground),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Put somebody on the roster."""
    now, by = clock.now(), person(request)
    sent = request.POST if request.method == "POST" else None
    form = AddForm(sent, initial={"on": pack.today(at=now)}, **_choices(now))
    if sent is None:
        return TemplateResponse(request, "roster/add.html", {"form": form})
    if form.is_valid():
        said = form.cleaned_data
        try:
            key = editing.add_person(
                number=said["number"],
                name=said["name"],
                email=said["email"],
                post=_post(said, at=now),
                on=said["on"],
                by=by,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The person is on the roster."))
            return redirect("roster:show_person", key=key)
    return render_invalid(request, "roster/add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put right how somebody is called and reached."""
    by = person(request)
    row = _visible(key, by=by)
    sent = request.POST if request.method == "POST" else None
    form = NameForm(sent, initial={"name": row.name, "email": row.email})
    context = {"form": form, "row": row}
    if sent is None:
        return TemplateResponse(request, "roster/correct.html", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            editing.correct_person(person=row.pk, name=said["name"], email=said["email"], by=by, at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is put right."))
            return redirect("roster:show_person", key=key)
    return render_invalid(request, "roster/correct.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let one post of a person end and another begin, or give one more."""
    now, by = clock.now(), person(request)
    row = _visible(key, by=by)
    old = _asked_post(request, row)
    initial: dict[str, Any] = {"on": pack.today(at=now)}
    if old is not None:
        initial |= {
            "department": old.department_id,
            "site": old.site or old.site_said,
            "work_type": old.work_type,
            "shift": old.shift,
        }
    sent = request.POST if request.method == "POST" else None
    form = PostForm(sent, initial=initial, **_choices(now))
    context = {"form": form, "row": row, "old": old, **_words(pack.ground(known=now))}
    if sent is None:
        return TemplateResponse(request, "roster/move.html", context)
    if form.is_valid():
        try:
            editing.move_person(
                person=row.pk,
                from_post=old.pk if old is not None else None,
                post=_kept_site(old, _post(form.cleaned_data, at=now)),
                on=form.cleaned_data["on"],
                by=by,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The post is noted."))
            return redirect("roster:show_person", key=key)
    return render_invalid(request, "roster/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_posts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let one post of a person end, or all."""
    now, by = clock.now(), person(request)
    row = _visible(key, by=by)
    names = pack.departments(known=now)
    posts = {
        str(post.pk): names.get(post.department_id, post.department_id)
        for post in people.posts_of(person=row.pk).filter(until_on__isnull=True)
    }
    sent = request.POST if request.method == "POST" else None
    form = EndForm(sent, posts=posts if len(posts) > 1 else {}, initial={"post": "all", "on": pack.today(at=now)})
    context = {"form": form, "row": row}
    if sent is None:
        return TemplateResponse(request, "roster/end.html", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            editing.end_posts(
                person=row.pk, post=int(said["post"]) if said["post"] != "all" else None, on=said["on"], by=by, at=now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is noted."))
            return redirect("roster:show_person", key=key)
    return render_invalid(request, "roster/end.html", context)


@require_POST
def undo_change(request: HttpRequest, key: UUID, change: UUID) -> HttpResponse:
    """Take back the last change that was made by hand."""
    editing.undo_change(person=key, change=change, by=person(request), at=clock.now())
    messages.success(request, _("The change is taken back."))
    return redirect("roster:show_person", key=key)


def _visible(key: UUID, *, by: User) -> Person:
    """Return somebody whom the reader may see. :raises NotFound: if there is none"""
    row = listed.visible_to(by=by).filter(pk=key).first()
    if row is None:
        raise NotFound("There is no such person on the roster.")
    return row


def _asked_post(request: HttpRequest, row: Person) -> Post | None:
    """Return the open post that the address names. :raises NotFound: if it names one that is none"""
    said = request.GET.get("from", "")
    if not said:
        return None
    post = people.posts_of(person=row.pk).filter(until_on__isnull=True, pk=int(said) if said.isdecimal() else 0).first()
    if post is None:
        raise NotFound("There is no such post, or it ended.")
    return post


def _choices(now: datetime) -> dict[str, Mapping[str, str]]:
    ground = pack.ground(known=now)
    return {
        "departments": ground.departments,
        "work_types": ground.terms.work_types,
        "shifts": ground.terms.shifts,
    }


def _post(said: Mapping[str, Any], *, at: datetime) -> PostWords:
    site_said, number = "", ""
    if said["site"]:
        site_said, _note, number = Reader(imports.ground_of(at=at)).site(said["site"])
    return PostWords(
        department=said["department"],
        site=number,
        site_said=site_said,
        work_type=said["work_type"],
        shift=said["shift"],
    )


def _kept_site(old: Post | None, post: PostWords) -> PostWords:
    """Keep the list's own words for a site where the form only shows its number."""
    if old is None or not old.site or old.site != post.site:
        return post
    return PostWords(
        department=post.department,
        site=post.site,
        site_said=old.site_said,
        work_type=post.work_type,
        shift=post.shift,
    )


def _words(ground: Ground) -> dict[str, Mapping[str, str]]:
    return {
        "department_words": ground.departments,
        "work_type_words": ground.terms.work_types,
        "shift_words": ground.terms.shifts,
    }
