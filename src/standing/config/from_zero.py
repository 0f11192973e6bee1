"""
Tables from nothing, in a third of the time.

Whenever a migration makes a model, Django draws anew whatever is related to it, which in the end is everything: most
of a migration from zero, and it grows with the square of the models. Nothing can point at a model that was not there
before, so here it is drawn alone; and one that only gets a constraint, an index or a trigger is not drawn again, for
nobody's fields change. Only forwards, and only where there are no tables yet: a database with records goes
Django's own way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

_HUNG_ON = {"constraints", "indexes", "triggers"}
"""What a model has in the database beside its fields."""


def migrate() -> None:
    """Bring the tables up to this release; nothing happens when they are."""
    if MigrationRecorder(connection).has_table():
        call_command("migrate", verbosity=0, interactive=False)
        return
    with new_models_drawn_alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def new_models_drawn_alone() -> Iterator[None]:
    """Draw each new model without the others and none twice alike, for as long as the block lasts."""
    djangos_reload, djangos_render = ProjectState.reload_model, ModelState.render

    def render(self: ModelState, apps: Apps) -> Any:
        model = djangos_render(self, apps)
        model._drawn_from = _shape(self)  # noqa: SLF001 - to know it again by
        return model

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        apps = self.__dict__.get("apps")
        if apps is None:
            djangos_reload(self, app_label, model_name, delay)
            return
        wanted, drawn = self.models[app_label, model_name], apps.all_models[app_label].get(model_name)
        if drawn is None:
            for model in apps.get_models(include_auto_created=True, include_swapped=True):
                model._meta.apps = apps  # noqa: SLF001 - they learn of what points at them by asking these
            apps.render_multiple([wanted])
        elif getattr(drawn, "_drawn_from", None) == _shape(wanted):
            for name in _HUNG_ON & wanted.options.keys():
                setattr(drawn._meta, name, wanted.options[name])  # noqa: SLF001
        else:
            djangos_reload(self, app_label, model_name, delay)

    ProjectState.reload_model, ModelState.render = reload_model, render  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model, ModelState.render = djangos_reload, djangos_render  # type: ignore[method-assign]


def _shape(state: ModelState) -> tuple[object, ...]:
    options = {name: value for name, value in state.options.items() if name not in _HUNG_ON}
    return list(state.fields.items()), options, tuple(state.bases), list(state.managers)
