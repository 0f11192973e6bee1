"""Settings: safe when nothing is set, a clear sentence when something is missing or wrong."""

import pytest

from standing.config.environment import TABLE, Environment, SettingMissing

CITY = {
    "STANDING_ORIGIN": "https://standing.example.gov",
    "STANDING_SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://db.example/standing",
}


def test_with_nothing_set_it_answers_on_this_machine_only(tmp_path):
    env = Environment(given={"STANDING_VAR": str(tmp_path)})
    assert env.origin == "http://127.0.0.1:8000"
    assert env.is_this_machine_only
    assert env.is_embedded


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    env = Environment(given={"STANDING_VAR": str(tmp_path)})
    assert env.secret_key == env.secret_key
    assert len(env.secret_key) >= 50
    assert (tmp_path / "keys" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_city_gives_everything():
    env = Environment(given=CITY)
    assert env.origin == "https://standing.example.gov"
    assert not env.is_this_machine_only
    assert env.secret_key == "k" * 50


@pytest.mark.parametrize("missing", ["STANDING_SECRET_KEY", "DATABASE_URL"])
def test_a_missing_setting_stops_the_start_with_a_sentence(missing):
    env = Environment(given={key: value for key, value in CITY.items() if key != missing})
    with pytest.raises(SettingMissing) as refusal:
        _ = env.secret_key if missing == "STANDING_SECRET_KEY" else env.required(missing, "records are there", here="x")
    assert str(refusal.value).startswith(f"Set {missing}: ")


@pytest.mark.parametrize(
    "origin",
    ["http://standing.example.gov", "standing.example.gov", "https://standing.example.gov/path", "ftp://localhost"],
)
def test_an_origin_that_would_be_unsafe_or_unclear_is_refused(origin):
    with pytest.raises(SettingMissing) as refusal:
        _ = Environment(given=CITY | {"STANDING_ORIGIN": origin}).origin
    assert "must look like https://" in str(refusal.value)


def test_a_short_key_is_refused():
    with pytest.raises(SettingMissing) as refusal:
        _ = Environment(given=CITY | {"STANDING_SECRET_KEY": "short"}).secret_key
    assert "too short" in str(refusal.value)


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "٨٠"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(SettingMissing):
        _ = Environment(given={"PORT": port}).port


def test_every_setting_says_what_it_means_and_what_happens_without_it():
    assert [setting.name for setting in TABLE if not (setting.meaning and setting.unset)] == []
