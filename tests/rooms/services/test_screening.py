"""Help never depends on a status here."""

import pytest

from standing.rooms.services.rules.screening import refused


@pytest.mark.parametrize(
    "text",
    [
        "US citizens only.",
        "Applicants must be citizens or permanent residents.",
        "You must show proof of legal residency.",
        "Bring proof of citizenship.",
        "Social Security number required.",
        "Only for legal residents with papers.",
        "Undocumented families welcome",
        "Solo para ciudadanos.",
        "Debe tener papeles.",
        "Deben mostrar comprobante de ciudadanía.",
        "For documented workers.",
        "The applicant is undocumented.",
    ],
)
def test_a_condition_of_status_is_refused(text):
    assert refused(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        "Everybody is welcome. Nobody asks about immigration status.",
        "You do not need to be a citizen.",
        "Help regardless of immigration status.",
        "No Social Security number required.",
        "Help with asylum cases and DACA renewal.",
        "Citizenship classes on Mondays.",
        "Families with children under 18 who live in the city.",
        "Bring a bill with your address.",
        "No se pide comprobante de ciudadanía.",
        "Sin importar su estatus migratorio.",
        "Must be 18 or older.",
    ],
)
def test_what_help_it_is_and_that_nobody_is_asked_may_be_said(text):
    assert refused(text) == ""
