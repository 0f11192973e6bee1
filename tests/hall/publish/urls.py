"""The addresses of the house, and those of a room that is only pages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from standing.config import urls
from tests.make import publish as make

urlpatterns = [
    *i18n_patterns(path("", include((make.routes(), "made_up_pages"))), prefix_default_language=False),
    *urls.urlpatterns,
]
