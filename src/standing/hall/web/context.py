"""Hands the site to every template."""

from django.http import HttpRequest

from standing.hall.web.site import Site


def shell(request: HttpRequest) -> dict[str, object]:
    """Give templates the variable ``site``."""
    return {"site": Site(request)}
