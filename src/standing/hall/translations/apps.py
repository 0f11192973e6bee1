"""Registers the package with Django, and the languages that Django does not know."""

from django.apps import AppConfig
from django.conf import settings
from django.conf.locale import LANG_INFO

from standing.hall.translations.rules.states import direction_of


class TranslationsConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.translations"

    def ready(self) -> None:
        """Tell Django about the languages of this installation that it has never heard of."""
        for code, name in settings.LANGUAGES:
            LANG_INFO.setdefault(
                code, {"bidi": direction_of(code) == "rtl", "code": code, "name": name, "name_local": name}
            )
