"""What every test may rely on."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

# How long one example takes says how busy the machine is; how fast the house is stands in bench/.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Each party's rooms are tested in its own role, for no process has the tables of both: see `make test`.
if os.environ.get("STANDING_ROLE") != "trustee":
    collect_ignore = ["rooms/trustee", "rooms/draw"]


def pytest_configure() -> None:
    """Serve static files under their own names: the hashed ones are made at set-up, not for each test."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if "PYTEST_XDIST_WORKER" not in os.environ and settings.STANDING["role"] == "city":
        import django

        django.setup()
        from standing.config import setup

        setup.compile_words()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let several runs share one server: TEST_DB names the test database."""
    from django.conf import settings

    if name := os.environ.get("TEST_DB"):
        suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{name}{suffix}"


@pytest.fixture(scope="session")
def _new_models_drawn_alone() -> Iterator[None]:
    from standing.config import from_zero

    with from_zero.new_models_drawn_alone():
        yield


@pytest.fixture(scope="session")
def django_db_setup(_new_models_drawn_alone: None, django_db_setup: None) -> None:
    """Make the tables the quick way; tests/migrations holds it against Django's own."""


@pytest.fixture(scope="session", autouse=True)
def _keys_that_end_lie_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two workers make rounds of one name: none destroys the key of the other."""
    from django.conf import settings

    before = settings.STANDING["apart_dir"]
    settings.STANDING["apart_dir"] = tmp_path_factory.mktemp("apart")
    yield
    settings.STANDING["apart_dir"] = before


@pytest.fixture(autouse=True)
def _ask_each_database_anew() -> Iterator[None]:
    from django.utils import translation

    from standing.hall.installation import api as installation
    from standing.hall.translations.queries import offers

    installation.forget()
    offers.forget()
    yield
    installation.forget()
    translation.deactivate()  # a page in another language leaves its language behind in the thread
