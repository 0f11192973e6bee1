"""
Tables from nothing, in half the time.

Whenever a migration makes a model, Django draws anew whatever is related to it, which in the end is everything: most
of a migration from zero, and it grows with the square of the models. Nothing can point at a model that was not there
before, so here it is drawn alone. Only forwards, and only where there are no tables yet: a database with records goes
Django's own way.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def migrate() -> None:
    """Bring the tables up to this release; nothing happens when they are."""
    if MigrationRecorder(connection).has_table():
        call_command("migrate", verbosity=0, interactive=False)
        return
    with new_models_drawn_alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def new_models_drawn_alone() -> Iterator[None]:
    """Draw each new model without the others, for as long as the block lasts."""
    djangos_own = ProjectState.reload_model

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        apps = self.__dict__.get("apps")
        if apps is None or model_name in apps.all_models[app_label]:
            djangos_own(self, app_label, model_name, delay)
            return
        for model in apps.get_models(include_auto_created=True, include_swapped=True):
            model._meta.apps = apps  # noqa: SLF001 - they learn of what points at them by asking these
        apps.render_multiple([self.models[app_label, model_name]])

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = djangos_own  # type: ignore[method-assign]
