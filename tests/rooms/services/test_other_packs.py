"""A town whose pack says nothing of services."""

from __future__ import annotations

from standing.hall.accounts.api import Role
from standing.rooms.services import api
from tests.make import accounts
from tests.make import services as make
from tests.rooms.services.test_search import AT, names


def test_a_pack_without_the_section_still_has_a_directory(db, tmp_path, monkeypatch):
    from standing.hall.pack import registry
    from tests.make import city

    monkeypatch.setattr(
        registry,
        "_sections",
        {name: one for name, one in registry._sections.items() if name not in {"services", "districts"}},
    )
    monkeypatch.setattr(city, "DEPARTMENTS", "departments: []\n")
    make_pack = city.pack_files()
    from standing.hall.audit.api import SYSTEM
    from standing.hall.pack import api as packs

    packs.load(directory=city.write_pack(tmp_path / "plain", make_pack), by=SYSTEM, at=AT)
    editor = accounts.person(role=Role.EDITOR)
    make.service(by=editor, at=AT, kinds=[])
    assert names(words="pantry") == ["Oak Street Pantry"]
    assert api.essentials(language="en", at=AT) == ()
