"""The directory's part of a pack."""

from pathlib import Path

import pytest

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.services.models import TaxonomyTerm
from standing.rooms.services.queries import pack
from standing.rooms.services.rules.kinds import taxonomy_id, term_id
from tests.make import services as make
from tests.make.pack import pack_files, write_pack

ROOT = Path(__file__).resolve().parents[3]
AT = make.local("2026-06-01 10:00")


def problems(tmp_path, terms=make.TERMS, districts=make.DISTRICTS):
    files = pack_files(services=terms, languages=make.LANGUAGES) | {"districts.geojson": districts.encode()}
    return [str(one) for one in packs.validate(write_pack(tmp_path, files)).problems]


def test_a_good_file_has_no_problems(tmp_path):
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("id: food", "id: hotline", "already taken"),
        ("essentials: [hotline", "essentials: [magic", "No kind of help has the id magic"),
        ('zip: "00002"', 'zip: "00001"', "stands twice"),
        (", longitude: -118.25", "", "give latitude and longitude"),
        ("days: 30", "days: 0", "days"),
        ("essentials:", "calendar: moon\nessentials:", "no calendar moon"),
        ("latitude: 34.15", "latitude: north", "number"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, was, now, told):
    found = problems(tmp_path, terms=make.TERMS.replace(was, now, 1))
    assert any(told in one for one in found), found


def test_an_outline_that_is_none_is_told(tmp_path):
    assert problems(tmp_path, districts=make.DISTRICTS.replace("Polygon", "Circle", 1)) != []


def test_kinds_get_ids_that_never_change(town, tmp_path):
    ids = set(TaxonomyTerm.objects.values_list("pk", flat=True))
    assert ids == {term_id("alder-falls", kind) for kind in ("legal-help", "food", "hotline")}
    make.load_town(tmp_path, at=AT, terms=make.TERMS.replace("name: Food", "name: Food and drink"), version="2")
    assert set(TaxonomyTerm.objects.values_list("pk", flat=True)) == ids
    assert TaxonomyTerm.objects.get(pk=term_id("alder-falls", "food")).name == "Food and drink"
    assert TaxonomyTerm.objects.filter(taxonomy=taxonomy_id("alder-falls")).count() == 3


@pytest.mark.django_db
def test_a_change_is_told_before_it_is_applied(town, tmp_path):
    terms = make.TERMS.replace("days: 30", "days: 20", 1).replace("- id: food", "- id: meals", 1)
    files = pack_files(services=terms, languages=make.LANGUAGES) | {"districts.geojson": make.DISTRICTS.encode()}
    files["pack.yaml"] = files["pack.yaml"].replace(b'version: "1"', b'version: "2"')
    effects = packs.propose(directory=write_pack(tmp_path / "new", files), by=SYSTEM, at=AT).effects
    said = {(one.subject, one.before, one.after) for one in effects}
    assert {("food", "", ""), ("meals", "", ""), ("legal-help", "30", "20")} <= said


@pytest.mark.parametrize("folder", ["packs/los-angeles", "tests/packs/alder-ford"])
def test_the_packs_of_this_repository_name_kinds_and_limits(folder):
    import yaml

    from standing.hall.pack import validate
    from standing.rooms.services.rules.shapes import DistrictsFile, ServicesFile

    text = (ROOT / folder / "services.yaml").read_text()
    file = ServicesFile.model_validate(yaml.safe_load(text))
    days = {kind.id: kind.days for kind in file.kinds}
    assert (days["legal-help"], days["hotline"], days["food"]) == (30, 30, 90)
    assert validate is not None
    outlines = ROOT / folder / "districts.geojson"
    if outlines.exists():
        assert len(DistrictsFile.model_validate(yaml.safe_load(outlines.read_text())).features) == 2
    else:
        assert file.map_missing_because


def test_limits_of_an_empty_directory_are_the_usual_ones():
    from standing.rooms.services.rules.kinds import Directory

    assert Directory(pack="", first_language="en").limit_days(["legal-help"]) == 90
    assert pack is not None
