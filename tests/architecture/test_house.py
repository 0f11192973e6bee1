"""What import-linter cannot see: keys, columns, routes, readmes."""

import ast
import configparser
import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from standing.config import wiring

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "src" / "standing" / "rooms"
OURS = [model for model in apps.get_models() if model.__module__.startswith("standing.")]


def floors() -> dict[str, int]:
    plan = configparser.ConfigParser()
    plan.read(ROOT / ".importlinter")
    lines = plan["importlinter:contract:floors"]["layers"].strip().splitlines()
    return {
        room.strip().strip("()"): height
        for height, line in enumerate(reversed(lines), start=1)
        for room in line.split("|")
    }


FLOOR = floors()
KEYS = [
    field
    for model in OURS
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label != model._meta.app_label
]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_key_into_another_room_leads_down_and_leaves_no_mark_there(key):
    target = key.related_model._meta.app_label
    assert FLOOR.get(target, 0) < FLOOR.get(key.model._meta.app_label, 1) or target not in FLOOR
    assert key.remote_field.related_name == "+"
    assert key.remote_field.on_delete is models.PROTECT


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_column_says_whom_it_is_about_why_and_until_when(model):
    silent = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and str(field.help_text).count(" · ") < 2
    ]
    assert silent == []


BANNED = re.compile(r"immigra|citizenship|nationality|birth|alien|a_number|ssn|social_security|ip_address|user_agent")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_column_could_hold_what_nobody_may_ask(model):
    assert [field.name for field in model._meta.get_fields() if BANNED.search(field.name)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_model_orders_itself(model):
    assert list(model._meta.ordering) == []


def routes(patterns, prefix=""):
    for each in patterns:
        if isinstance(each, URLResolver):
            namespace = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from routes(each.url_patterns, namespace)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name}"


def test_every_route_stands_in_the_table_of_access_and_the_other_way_round():
    listed = {name for table in wiring.ROUTES for name in table}
    known = set(routes(get_resolver().url_patterns))
    assert known - listed == set()
    assert listed - known == set()


def test_no_two_tables_speak_of_one_route():
    names = [name for table in wiring.ROUTES for name in table]
    assert len(names) == len(set(names))


HEADINGS = ["Why this room exists", "Words", "What is always true", "Doors", "What it never keeps"]
BUILT = sorted(each.name for each in ROOMS.iterdir() if (each / "__init__.py").exists())


@pytest.mark.parametrize("room", BUILT)
def test_every_room_says_why_it_exists(room):
    text = (ROOMS / room / "README.md").read_text()
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS


def action_files():
    yield from ROOMS.glob("*/actions.py")
    yield from ROOMS.glob("*/actions/[!_]*.py")  # _name.py: what the actions of a room share


@pytest.mark.parametrize("path", list(action_files()), ids=lambda path: str(path.relative_to(ROOMS)))
def test_actions_take_keywords_only_and_say_what_they_will_do(path):
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert node.args.args == [], f"{node.name} takes positional arguments"
            said = inspect.cleandoc(ast.get_docstring(node) or "")
            assert said.startswith("This will "), f"{node.name} does not say what it will do"


def test_the_plan_has_no_exceptions():
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text()


def test_no_folder_of_the_house_is_invisible_to_the_plan():
    package = ROOT / "src" / "standing"
    blind = [
        str(path.parent.relative_to(package))
        for path in package.rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    ]
    assert sorted(set(blind)) == []


@pytest.mark.parametrize("name", ["utils", "common", "core", "helpers", "services", "manager"])
def test_there_is_no_junk_drawer(name):
    assert list((ROOT / "src").rglob(f"{name}.py")) == []
