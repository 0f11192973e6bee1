"""Names the kinds of help of a pack, so that exports can point to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.pack.api import PackFact
from standing.hall.translations import api as translations
from standing.hall.translations.api import SourceText
from standing.rooms.services.models import Taxonomy, TaxonomyTerm
from standing.rooms.services.queries import pack as pack_queries
from standing.rooms.services.queries.texts import KINDS_PAGE, kind_key
from standing.rooms.services.rules.kinds import taxonomy_id, term_id

__all__ = ["name_kinds"]


@transaction.atomic
def name_kinds(*, pack: PackFact, by: Actor, at: datetime) -> None:
    """This will write down the kinds of help a pack names, each under an id that never changes."""
    directory = pack_queries.of_pack(pack)
    if not directory.kinds:
        return
    taxonomy, _made = Taxonomy.objects.update_or_create(
        pk=taxonomy_id(directory.pack),
        defaults={
            "name": f"Kinds of help, {pack.info.name}",
            "description": "The kinds of help by which the directory is ordered.",
            "version": pack.version,
        },
    )
    for kind in directory.kinds:
        TaxonomyTerm.objects.update_or_create(
            pk=term_id(directory.pack, kind.id),
            defaults={
                "code": kind.id,
                "name": kind.name,
                "description": kind.about,
                "taxonomy": taxonomy,
                "language": directory.first_language,
            },
        )
    translations.put_source(
        page=KINDS_PAGE,
        title="Kinds of help",
        texts=[
            SourceText(
                key=kind_key(kind.id), text=kind.name, about="a kind of help, on the first page of the directory"
            )
            for kind in directory.kinds
        ],
        by=by,
        at=at,
    )
    audit.record(
        verb="services.name_kinds", subject=directory.pack, by=by, at=at, facts={"kinds": len(directory.kinds)}
    )
