"""What is said of a service beside its checked fields, as it stands now."""

from __future__ import annotations

from standing.rooms.services.models import Accessibility, RequiredDocument, Service, ServiceArea
from standing.rooms.services.rules.details import Details

DETAIL_COLUMNS = (
    "description", "url", "email", "application_process", "interpretation_services", "department",
    "do_not_list", "do_not_call",
)  # fmt: skip


def details_of(row: Service) -> Details:
    """Return what is said of a service beside its checked fields."""
    return Details(
        **{column: getattr(row, column) for column in DETAIL_COLUMNS},
        categories=tuple(row.categories),
        documents=tuple(
            RequiredDocument.objects.filter(service=row).order_by("document").values_list("document", flat=True)
        ),
        areas=tuple(ServiceArea.objects.filter(service=row).order_by("name").values_list("name", flat=True)),
        access=tuple(
            Accessibility.objects.filter(location__services__service=row)
            .order_by("description")
            .values_list("description", flat=True)
            .distinct()
        ),
    )
