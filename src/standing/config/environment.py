"""Every setting Standing reads from the environment, in one table that the docs are made from."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from standing.config import postgres

ROLES = ("city", "trustee")
CHECKOUT = Path(__file__).resolve().parents[3]


class SettingMissing(SystemExit):
    """A setting is missing or wrong; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: what it means, and what happens when it is not given."""

    name: str
    meaning: str
    unset: str
    secret: bool = False


TABLE: tuple[Setting, ...] = (
    Setting(
        name="DATABASE_URL",
        meaning="PostgreSQL 15 or later, for example postgresql://standing@db.example/standing.",
        unset="An embedded PostgreSQL is started in STANDING_VAR.",
        secret=True,
    ),
    Setting(
        name="PORT",
        meaning="The port of the web server on 127.0.0.1; other ports follow it.",
        unset="8000, or the next free one.",
    ),
    Setting(
        name="STANDING_ROLE",
        meaning="Whose process this is: 'city', or 'trustee', who guards the cash-aid round against a list of "
        "families and is a party of its own, with its own machine, database, keys and people.",
        unset="city.",
    ),
    Setting(
        name="STANDING_TRUSTEE_URL",
        meaning="Where the trustee's process answers; the City's /desk/ points there.",
        unset="On this machine only: a trustee is started beside the City, on the next port. Otherwise the City "
        "has no cash aid.",
    ),
    Setting(
        name="STANDING_CITY_URL",
        meaning="The trustee's process only: where the City answers; manifests and checkpoints are fetched there.",
        unset="Started beside a City, that City. Otherwise a keeper takes files up by hand.",
    ),
    Setting(
        name="STANDING_SHIP_TO",
        meaning="The trustee's process only: a folder on another machine's disk, where each night's sealed copy goes.",
        unset="Nothing is shipped, and the pages of the trustee say so.",
    ),
    Setting(
        name="STANDING_SHIP_KEY",
        meaning="The public key to which that copy is sealed; 'standing trustee key FILE' makes one.",
        unset="Required with STANDING_SHIP_TO.",
    ),
    Setting(
        name="STANDING_ORIGIN",
        meaning="The one address people use, for example https://standing.example.gov. "
        "Only 127.0.0.1 and localhost may do without https.",
        unset="http://127.0.0.1 and the port: this machine only, whatever else is set.",
    ),
    Setting(
        name="STANDING_SECRET_KEY",
        meaning="Signs sessions and links: 50 random characters or more, kept for the life of the installation.",
        unset="Required with STANDING_ORIGIN; on this machine only: made once and kept in STANDING_VAR, mode 0600.",
        secret=True,
    ),
    Setting(
        name="STANDING_VAR",
        meaning="The folder for what is kept outside the database: files, mail, keys.",
        unset="var in the checkout.",
    ),
    Setting(
        name="STANDING_PACK",
        meaning="The folder of the jurisdiction pack that is loaded into an empty database.",
        unset="packs/los-angeles in the checkout.",
    ),
    Setting(
        name="STANDING_MAIL_FROM",
        meaning="The sender of every message.",
        unset="Required with STANDING_ORIGIN; on this machine only: standing@sample.example.",
    ),
    Setting(
        name="STANDING_MAIL_BACKEND",
        meaning="The django-anymail back end, for example anymail.backends.amazon_ses.EmailBackend, "
        "or django.core.mail.backends.smtp.EmailBackend.",
        unset="Required with STANDING_ORIGIN; on this machine only: messages become .eml files in STANDING_VAR/mail.",
    ),
    Setting(
        name="STANDING_MAIL_OPTIONS",
        meaning="What that back end needs, as JSON: anymail's own setting names and values. WEBHOOK_SECRET "
        "('name:password') lets the provider tell at /mail/news/ what bounced.",
        unset="Nothing is handed over.",
        secret=True,
    ),
    Setting(
        name="STANDING_OIDC_ISSUER",
        meaning="The City's own identity provider (OpenID Connect). Turns on 'Sign in with the City'.",
        unset="Off.",
    ),
    Setting(
        name="STANDING_OIDC_CLIENT_ID",
        meaning="The name under which that provider knows Standing.",
        unset="Required with STANDING_OIDC_ISSUER.",
    ),
    Setting(
        name="STANDING_OIDC_CLIENT_SECRET",
        meaning="The secret shared with that provider.",
        unset="Required with STANDING_OIDC_ISSUER.",
        secret=True,
    ),
    Setting(
        name="STANDING_OIDC_NAME",
        meaning="What the button says.",
        unset="City sign-in.",
    ),
    Setting(
        name="STANDING_LOG_KEY_FILE",
        meaning="The Ed25519 key that signs checkpoints of the log. Keep a copy off the machine.",
        unset="STANDING_VAR/keys/log.key, made on first use, mode 0600.",
    ),
    Setting(
        name="STANDING_BOX_KEY_FILE",
        meaning="The key of the sealed boxes with residents' messages. Keep a copy apart from the database.",
        unset="STANDING_VAR/keys/box.key, made on first use, mode 0600.",
    ),
    Setting(
        name="STANDING_APART_DIR",
        meaning="Where keys lie that end on a day and that no backup and no snapshot may hold (docs/decisions/0019).",
        unset="STANDING_VAR/apart.",
    ),
    Setting(
        name="STANDING_PAGER_URL",
        meaning="An SMS or voice gateway that takes JSON by POST over https; it rings who is on call.",
        unset="Calls go by mail alone.",
    ),
    Setting(
        name="STANDING_PAGER_TOKEN",
        meaning="What that gateway asks for after 'Authorization: Bearer'.",
        unset="Nothing is sent.",
        secret=True,
    ),
    Setting(
        name="STANDING_ISSUER_URL",
        meaning="Where the issuer of programs that travel by HTTP answers, over https.",
        unset="Loads of such programs wait.",
    ),
    Setting(
        name="STANDING_ISSUER_TOKEN",
        meaning="What that issuer asks for after 'Authorization: Bearer'.",
        unset="Nothing is sent.",
        secret=True,
    ),
    Setting(
        name="STANDING_CITY_BANK",
        meaning="Who pays into reserves, as JSON: bank_routing, bank_name, company, company_id, perhaps destination.",
        unset="No file for the bank is written; a sample has an invented bank.",
    ),
    Setting(
        name="STANDING_LOG_ORIGIN",
        meaning="The name of the log inside each signed checkpoint.",
        unset="The host of STANDING_ORIGIN followed by /log; by /trustee in the trustee's process.",
    ),
    Setting(
        name="STANDING_WORKERS",
        meaning="How many web processes to run.",
        unset="2.",
    ),
    Setting(
        name="PG_BINDIR",
        meaning="The folder of PostgreSQL's programs for the embedded server.",
        unset="The wheel in .venv, then PATH, then the system's folders.",
    ),
)
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})
_NAMES = frozenset(setting.name for setting in TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The settings, read once; relative folders are taken from the checkout."""

    given: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return a setting, or the default when it is unset or empty."""
        if name not in _NAMES:
            raise KeyError(f"{name} is not in the table of settings")
        return self.given.get(name, "") or default

    @property
    def apart(self) -> Path:
        """Return where keys lie that no backup holds."""
        given = self.text("STANDING_APART_DIR")
        return Path(given).resolve() if given else self.var / "apart"

    def required(self, name: str, because: str, *, here: str = "") -> str:
        """
        Return a setting that must be there; on this machine only, ``here`` stands in for it.

        :raises SettingMissing: with the sentence that says what to set
        """
        value = self.text(name, here if self.is_this_machine_only else "")
        if value:
            return value
        meaning = next(setting.meaning for setting in TABLE if setting.name == name)
        raise SettingMissing(f"Set {name}: {because}. {meaning}")

    @property
    def role(self) -> str:
        """
        Whose process this is: ``city`` or ``trustee``.

        :raises SettingMissing: if it is neither
        """
        said = self.text("STANDING_ROLE", "city")
        if said not in ROLES:
            raise SettingMissing(f"STANDING_ROLE must be city or trustee, not {said!r}.")
        return said

    @property
    def brings_trustee(self) -> bool:
        """Tell whether this City starts a trustee beside it: on this machine only, where none was named."""
        return self.role == "city" and self.is_this_machine_only and not self.text("STANDING_TRUSTEE_URL")

    @property
    def trustee_url(self) -> str:
        """Return where the trustee's process answers; empty where there is none."""
        return self.text("STANDING_TRUSTEE_URL") or (f"http://127.0.0.1:{self.port + 1}" if self.brings_trustee else "")

    @property
    def sample_issuer_url(self) -> str:
        """Return where the bank and the issuer of a sample on this machine answer; empty where none is started."""
        return f"http://127.0.0.1:{self.port + 2}" if self.brings_trustee else ""

    @property
    def is_embedded(self) -> bool:
        """Tell whether Standing runs its own database on this machine."""
        return not self.text("DATABASE_URL")

    @property
    def database_url(self) -> str:
        """The address of the database: the one that was given, or the embedded one's."""
        return self.text("DATABASE_URL") or postgres.url(self.var)

    @property
    def var(self) -> Path:
        """The folder for what is kept outside the database."""
        return _folder(self.text("STANDING_VAR", "var"))

    @property
    def pack(self) -> Path:
        """The folder of the pack for an empty database."""
        return _folder(self.text("STANDING_PACK", "packs/los-angeles"))

    @property
    def port(self) -> int:
        """
        The port of the web server.

        :raises SettingMissing: if it is no number between 1 and 65535
        """
        said = self.text("PORT", "8000")
        if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 65535:
            raise SettingMissing(f"PORT must be a number from 1 to 65535, not {said!r}.")
        return int(said)

    @property
    def workers(self) -> int:
        """
        How many web processes to run.

        :raises SettingMissing: if it is no number from 1 to 64
        """
        said = self.text("STANDING_WORKERS", "2")
        if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 64:
            raise SettingMissing(f"STANDING_WORKERS must be a number from 1 to 64, not {said!r}.")
        return int(said)

    @property
    def is_this_machine_only(self) -> bool:
        """Tell whether Standing answers to 127.0.0.1 and localhost alone, and so may choose its own defaults."""
        return urlsplit(self.origin).hostname in _LOCAL_HOSTS

    @property
    def origin(self) -> str:
        """
        The one address people use, without a closing slash.

        :raises SettingMissing: if it is malformed, or not https for other machines
        """
        said = self.text("STANDING_ORIGIN", f"http://127.0.0.1:{self.port}").rstrip("/")
        parts = urlsplit(said)
        schemes = {"http", "https"} if parts.hostname in _LOCAL_HOSTS else {"https"}
        if not parts.hostname or parts.path or parts.scheme not in schemes:
            raise SettingMissing(f"STANDING_ORIGIN must look like https://standing.example.gov, not {said!r}.")
        return said

    @property
    def secret_key(self) -> str:
        """
        The key that signs sessions and links.

        :raises SettingMissing: if it is missing or shorter than 50 characters
        """
        if self.is_this_machine_only and not self.text("STANDING_SECRET_KEY"):
            return _kept_secret(self.var / "keys" / "secret.key")
        said = self.required("STANDING_SECRET_KEY", "sessions and links are signed with it")
        if len(said) < 50:
            raise SettingMissing("STANDING_SECRET_KEY is too short: give 50 random characters or more.")
        return said


def read() -> Environment:
    """Return the settings of this process; a misspelt STANDING_ name stops it with a sentence."""
    strangers = sorted(name for name in os.environ if name.startswith("STANDING_") and name not in _NAMES)
    if strangers:
        raise SettingMissing(f"Not a setting of Standing: {', '.join(strangers)}. See docs/reference/settings.md.")
    scheme, is_url, _ = os.environ.get("DATABASE_URL", "").partition("://")
    if is_url and scheme not in {"postgresql", "postgres"}:
        raise SettingMissing(f"DATABASE_URL must look like postgresql://user@host/database, not {scheme}://...")
    return Environment(given={name: os.environ[name] for name in _NAMES if name in os.environ})


def _folder(said: str) -> Path:
    path = Path(said).expanduser()
    return path if path.is_absolute() else CHECKOUT / path


def _kept_secret(path: Path) -> str:
    """Return the key of this folder. It appears whole or not at all, whoever is killed or comes second."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or not path.read_text().strip():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret")  # mode 0600
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
            if path.exists():
                Path(name).replace(path)
            else:
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(name)
                Path(name).unlink()
        return path.read_text().strip()
    except OSError as trouble:
        raise SettingMissing(
            f"The secret key in {path} cannot be read or made: {trouble.strerror}. "
            "Run this as the owner of the folder, or set STANDING_VAR to a folder of your own."
        ) from trouble
