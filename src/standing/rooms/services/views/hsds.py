"""``/hsds/``: the directory for programs, by the Human Services Data Specification 3.1. Read only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import AfterValidator, Field

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.services.models import Organization, ServiceAtLocation, Taxonomy, TaxonomyTerm
from standing.rooms.services.queries import hsds as queries
from standing.rooms.services.queries import listed, pack
from standing.rooms.services.queries.hsds import Asked, Shown
from standing.rooms.services.rules import hsds_schemas
from standing.rooms.services.rules.hsds_fields import MARK, TABLE, VERSION

_LISTS = {
    "service": "services",
    "organization": "organizations",
    "service_at_location": "service_at_locations",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
}
_MOST = 500
A = TypeVar("A", bound=HttpResponseBase)


class _Api(NinjaAPI):
    """Describes its answers with the schemas of the profile, the same that everything else is made from."""

    def get_openapi_schema(self, **options: Any) -> Any:
        document = super().get_openapi_schema(**{**options, "path_prefix": "/hsds/"})
        schemas = document["components"]["schemas"]
        schemas.update(hsds_schemas.definitions(root="#/components/schemas/"))
        for table in _LISTS:
            schemas[f"{table}_page"] = hsds_schemas.page_of(table, root="#/components/schemas/")
        document["jsonSchemaDialect"] = hsds_schemas.DIALECT
        for path in document["paths"].values():
            _also_lines(path["get"])
        return document


def _also_lines(operation: dict[str, Any]) -> None:
    """Say that a list can also be had as one object a line."""
    answer = operation["responses"].get(200)
    if answer is not None and any(one["name"] == "format" for one in operation.get("parameters", ())):
        answer["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}


api = _Api(
    title="Directory of help",
    version=VERSION,
    description="Organizations, services and places, by the Human Services Data Specification 3.1. Public, read only; "
    "writing is not offered. 'sample' says that the records are invented.",
    urls_namespace="hsds",
    docs_url=None,  # its page loads from another host
)


class Problem(Schema):
    """Why there is no answer, as a sentence."""

    detail: str


class Root(Schema):
    """What this interface is."""

    version: str
    profile: str
    openapi_url: str
    description: str
    sample: bool


# The types of the answers stand in the profile; these are only their names.
_ONE: dict[str, Any] = {table: type(table, (Schema,), {"__doc__": ""}) for table in TABLE}
_PAGE: dict[str, Any] = {table: type(f"{table}_page", (Schema,), {"__doc__": ""}) for table in _LISTS}
_WRONG = {422: Problem}
_GONE = {404: Problem, 422: Problem}


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a character in it cannot be searched for")
    return text


_Text = Annotated[str, AfterValidator(_plain)]
_Lang = Annotated[
    str | None,
    Field(None, max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", description="language of the answer"),
]


class _Paged(Schema):
    page: int = Field(1, ge=1, le=1_000_000, description="which page")
    per_page: int = Field(50, ge=1, le=_MOST, description=f"how many on a page, at most {_MOST}")
    format: Literal["json", "ndjson"] = Field("json", description="ndjson: all at once, one object a line, no pages")


class _Searched(_Paged):
    search: _Text = Field("", max_length=200, description="words that all stand in it")


class _ByTerm(_Searched):
    taxonomy_term_id: UUID | None = Field(None, description="only with this term")
    taxonomy_id: UUID | None = Field(None, description="only with a term of this list")


class _Services(_ByTerm):
    organization_id: UUID | None = Field(None, description="only of this organization")
    modified_after: datetime | None = Field(None, description="only changed at this moment or later")
    full: bool = Field(False, description="with everything that belongs to it")
    lang: _Lang


class ServicesAsked(_Services):
    """What a list of services may be asked for."""

    minimal: bool = Field(False, description="only id, name, status and last_modified")


class PlacesAsked(_Services):
    """What a list of services at locations may be asked for."""

    postcode: _Text = Field("", max_length=20, description="only there; with proximity, around the middle of it")
    proximity: float | None = Field(None, ge=0, le=200_000, description="metres around the middle of the postcode")


class OrganizationsAsked(_ByTerm):
    """What a list of organizations may be asked for."""

    full: bool = Field(False, description="with everything that belongs to it, and its services by id")
    full_service: bool = Field(False, description="with its services whole")
    lang: _Lang


class TermsAsked(_Searched):
    """What a list of terms may be asked for."""

    taxonomy_id: UUID | None = Field(None, description="only of this list")
    top_only: bool = Field(False, description="only terms that no wider term holds")
    parent_id: UUID | None = Field(None, description="only terms right below this one")


class InLanguage(Schema):
    """The language of one answer."""

    lang: _Lang


class OneOrganization(InLanguage):
    """How much of one organization is wanted."""

    full_service: bool = Field(False, description="with its services whole")


@api.exception_handler(ValidationError)
def _unfit(request: Any, problem: ValidationError) -> Any:
    detail = " ".join(f"'{error['loc'][-1]}': {error['msg']}." for error in problem.errors)
    return api.create_response(request, {"detail": detail}, status=422)


@api.get("/", response=Root, url_name="api-root", summary="What this is")
def root(request: HttpRequest) -> HttpResponse:
    """The version of the standard, the profile, and the description of this interface."""
    origin = str(settings.STANDING["origin"])
    return _json(
        request,
        {
            "version": VERSION,
            "profile": origin + reverse("services:hsds_profile"),
            "openapi_url": origin + reverse("services:hsds:openapi-json"),
            "description": "The city's directory of help. Free to use; say when a record was checked.",
            MARK: installation.is_sample(),
        },
    )


@api.get("/services", response={200: _PAGE["service"], **_WRONG}, url_name="services", summary="Services")
def list_services(request: HttpRequest, asked: Query[ServicesAsked]) -> HttpResponseBase:
    """Services that the public can find now."""
    now = clock.now()
    shown = Shown(at=now, language=_language(request, asked.lang), full=asked.full, minimal=asked.minimal)
    found = queries.services(asked=_asked(asked), at=now)
    return _page(request, asked, found, lambda rows: queries.service_objects(found=rows, shown=shown), shown.language)


@api.get("/services/{id}", response={200: _ONE["service"], **_GONE, 301: None}, url_name="service", summary="A service")
def show_service(request: HttpRequest, id: str, wanted: Query[InLanguage]) -> HttpResponse:
    """One service with everything that belongs to it. A service that was merged leads to the one that stands for it."""
    now = clock.now()
    there = _survivor("service", id)
    if there != id.lower():
        return _moved(request, "services:hsds:service", there)
    shown = Shown(at=now, language=_language(request, wanted.lang), full=True)
    rows = listed.published(at=now).filter(pk=there)
    return _one(request, queries.service_objects(found=rows, shown=shown), shown.language)


@api.get(
    "/organizations",
    response={200: _PAGE["organization"], **_WRONG},
    url_name="organizations",
    summary="Organizations",
)
def list_organizations(request: HttpRequest, asked: Query[OrganizationsAsked]) -> HttpResponseBase:
    """Organizations with a service that the public can find now."""
    now = clock.now()
    shown = Shown(at=now, language=_language(request, asked.lang), full=asked.full, full_service=asked.full_service)
    found = queries.organizations(asked=_asked(asked), at=now)
    return _page(
        request, asked, found, lambda rows: queries.organization_objects(found=rows, shown=shown), shown.language
    )


@api.get(
    "/organizations/{id}",
    response={200: _ONE["organization"], **_GONE, 301: None},
    url_name="organization",
    summary="An organization",
)
def show_organization(request: HttpRequest, id: str, wanted: Query[OneOrganization]) -> HttpResponse:
    """One organization with its services, by id or whole."""
    now = clock.now()
    there = _survivor("organization", id)
    if there != id.lower():
        return _moved(request, "services:hsds:organization", there)
    shown = Shown(at=now, language=_language(request, wanted.lang), full=True, full_service=wanted.full_service)
    rows: QuerySet[Organization] = queries.organizations(asked=Asked(), at=now).filter(pk=there)
    return _one(request, queries.organization_objects(found=rows, shown=shown), shown.language)


@api.get(
    "/service_at_locations",
    response={200: _PAGE["service_at_location"], **_WRONG},
    url_name="service_at_locations",
    summary="Services at locations",
)
def list_places(request: HttpRequest, asked: Query[PlacesAsked]) -> HttpResponseBase:
    """Where services are given; near a postcode if that is asked for."""
    now = clock.now()
    if asked.proximity is not None and not asked.postcode:
        raise HttpError(422, "'proximity' needs a 'postcode' to measure from.")
    shown = Shown(at=now, language=_language(request, asked.lang), full=asked.full)
    try:
        found = queries.service_at_locations(asked=_asked(asked), at=now)
    except Refused as refusal:
        raise HttpError(422, str(refusal)) from refusal
    return _page(request, asked, found, lambda rows: queries.place_objects(found=rows, shown=shown), shown.language)


@api.get(
    "/service_at_locations/{id}",
    response={200: _ONE["service_at_location"], **_GONE},
    url_name="service_at_location",
    summary="A service at a location",
)
def show_place(request: HttpRequest, id: str, wanted: Query[InLanguage]) -> HttpResponse:
    """One service at one place, with everything that belongs to both."""
    now = clock.now()
    shown = Shown(at=now, language=_language(request, wanted.lang), full=True)
    rows: QuerySet[ServiceAtLocation] = queries.service_at_locations(asked=Asked(), at=now).filter(pk=_uuid(id))
    return _one(request, queries.place_objects(found=rows, shown=shown), shown.language)


@api.get("/taxonomies", response={200: _PAGE["taxonomy"], **_WRONG}, url_name="taxonomies", summary="Taxonomies")
def list_taxonomies(request: HttpRequest, asked: Query[_Searched]) -> HttpResponseBase:
    """The lists of kinds of help."""
    now = clock.now()
    found = queries.taxonomies(search=asked.search)
    return _page(request, asked, found, lambda rows: queries.taxonomy_objects(found=rows, at=now), "")


@api.get("/taxonomies/{id}", response={200: _ONE["taxonomy"], **_GONE}, url_name="taxonomy", summary="A taxonomy")
def show_taxonomy(request: HttpRequest, id: str) -> HttpResponse:
    """One list of kinds of help."""
    found = Taxonomy.objects.filter(pk=_uuid(id))
    return _one(request, queries.taxonomy_objects(found=found, at=clock.now()), "")


@api.get(
    "/taxonomy_terms", response={200: _PAGE["taxonomy_term"], **_WRONG}, url_name="taxonomy_terms", summary="Terms"
)
def list_terms(request: HttpRequest, asked: Query[TermsAsked]) -> HttpResponseBase:
    """Kinds of help."""
    now = clock.now()
    found = queries.taxonomy_terms(
        search=asked.search, taxonomy_id=asked.taxonomy_id, top_only=asked.top_only, parent_id=asked.parent_id
    )
    return _page(request, asked, found, lambda rows: queries.term_objects(found=rows, at=now), "")


@api.get(
    "/taxonomy_terms/{id}", response={200: _ONE["taxonomy_term"], **_GONE}, url_name="taxonomy_term", summary="A term"
)
def show_term(request: HttpRequest, id: str) -> HttpResponse:
    """One kind of help."""
    found = TaxonomyTerm.objects.filter(pk=_uuid(id))
    return _one(request, queries.term_objects(found=found, at=clock.now()), "")


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of ``/hsds/``."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return document


# Answers


def _asked(said: _ByTerm) -> Asked:
    after: datetime | None = getattr(said, "modified_after", None)
    return Asked(
        search=said.search,
        taxonomy_term_id=said.taxonomy_term_id,
        taxonomy_id=said.taxonomy_id,
        organization_id=getattr(said, "organization_id", None),
        modified_after=after.replace(tzinfo=UTC) if after is not None and after.tzinfo is None else after,
        postcode=getattr(said, "postcode", "").strip(),
        proximity=getattr(said, "proximity", None),
    )


def _page(
    request: HttpRequest,
    said: _Paged,
    found: QuerySet[Any],
    objects: Callable[[Iterable[Any]], list[dict[str, Any]]],
    language: str,
) -> HttpResponseBase:
    if said.format == "ndjson":
        return _lines(found, objects, language)
    pages = Paginator(found, said.per_page)
    contents = objects(found[(said.page - 1) * said.per_page : said.page * said.per_page])
    answer = {
        "total_items": pages.count,
        "total_pages": pages.num_pages if pages.count else 0,
        "page_number": said.page,
        "size": len(contents),
        "first_page": said.page == 1,
        "last_page": said.page >= pages.num_pages,
        "empty": not contents,
        "contents": contents,
    }
    return _json(request, queries.marked(answer), language=language)


def _lines(
    found: QuerySet[Any], objects: Callable[[Iterable[Any]], list[dict[str, Any]]], language: str
) -> StreamingHttpResponse:
    def lines() -> Iterator[bytes]:
        for rows in queries.batches(found):
            for one in objects(rows):
                yield json.dumps(queries.marked(one), ensure_ascii=False).encode() + b"\n"

    answer = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    return _finished(answer, language)


def _one(request: HttpRequest, found: list[dict[str, Any]], language: str) -> HttpResponse:
    if not found:
        raise HttpError(404, "There is nothing with this id, or the public does not find it now.")
    return _json(request, queries.marked(found[0]), language=language)


def _json(request: HttpRequest, value: Any, *, language: str = "") -> HttpResponse:
    """Answer, or say that nothing has changed since it was asked for last."""
    body = json.dumps(value, ensure_ascii=False).encode()
    tag = f'"{sha256_hex(body)[:32]}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    answer = HttpResponse(status=304) if tag in known else HttpResponse(body, content_type="application/json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=60"
    return _finished(answer, language)


def _finished(answer: A, language: str) -> A:
    if language:
        answer["Content-Language"] = language
    patch_vary_headers(answer, ("Accept-Language",))
    answer["X-Standing-Records"] = "sample" if installation.is_sample() else "city"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _language(request: HttpRequest, said: str | None) -> str:
    """Return the language asked for that is spoken here, by ``lang`` or by the header; else the first of the pack."""
    wanted = (
        [said] if said else [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    )
    for code in wanted:
        try:
            return str(translation.get_supported_language_variant(code))
        except LookupError:
            continue
    return pack.directory(known=clock.now()).first_language


def _survivor(kind: str, id: str) -> str:
    try:
        return queries.survivor(kind=kind, id=id)
    except NotFound as missing:
        raise HttpError(404, str(missing)) from missing


def _moved(request: HttpRequest, route: str, id: str) -> HttpResponse:
    del request
    answer = HttpResponseRedirect(reverse(route, args=[id]))
    answer.status_code = 301
    return answer


def _uuid(id: str) -> UUID:
    try:
        return UUID(id)
    except ValueError:
        raise HttpError(404, "There is nothing with this id.") from None
