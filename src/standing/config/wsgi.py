"""The WSGI application that granian serves: published pages from the disk, everything else from Django."""

import os

from django.core.wsgi import get_wsgi_application

from standing.hall.publish.serving import Application, TreeFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standing.config.settings")


def with_tree(django: Application) -> TreeFirst:
    """Put the published tree of this installation in front of an application."""
    from pathlib import Path

    from django.conf import settings

    from standing.hall.publish.visitors import Welcome

    return TreeFirst(
        django,
        root=Path(str(settings.STANDING["var"])) / "public",
        languages={"": settings.LANGUAGE_CODE, **{code.lower(): code for code, _name in settings.LANGUAGES}},
        is_for_us=Welcome(
            hosts=settings.ALLOWED_HOSTS,
            secure_header=settings.SECURE_PROXY_SSL_HEADER if settings.SECURE_SSL_REDIRECT else None,
        ),
    )


application = with_tree(get_wsgi_application())
