"""Django's settings, made from the environment. Secure by default; there is no switch that makes them less so."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg.conninfo
from csp.constants import NONE, SELF

from standing.config import environment, languages, npm, postgres
from standing.hall.accounts import conf as accounts_conf
from standing.rooms.guide.rules import page as guide_page

ENV = environment.read()
ORIGIN = ENV.origin
_ORIGIN = urlsplit(ORIGIN)
_LOCAL = ENV.is_this_machine_only
_SECURE = _ORIGIN.scheme == "https"

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"] if _LOCAL else [_ORIGIN.hostname or ""]
CSRF_TRUSTED_ORIGINS = [f"http://{host}:{_ORIGIN.port or 80}" for host in ALLOWED_HOSTS] if _LOCAL else [ORIGIN]

# Two parties that must never see each other's tables: no process has the rooms of both.
_ROOMS = (
    ["standing.rooms.trustee", "standing.rooms.draw"]
    if ENV.role == "trustee"
    else [
        "standing.rooms.city",
        "standing.rooms.rights",
        "standing.rooms.services",
        "standing.rooms.agenda",
        "standing.rooms.contact",
        "standing.rooms.sites",
        "standing.rooms.guide",
        "standing.rooms.obligations",
        "standing.rooms.rulebook",
        "standing.rooms.roster",
        "standing.rooms.plans",
        "standing.rooms.outreach",
        "standing.rooms.encounters",
        "standing.rooms.scenes",
        "standing.rooms.concerns",
        "standing.rooms.training",
        "standing.rooms.disclosure",
        "standing.rooms.contractors",
        "standing.rooms.funds",
        "standing.rooms.cards",
        "standing.rooms.aid",
        "standing.rooms.open311",
        "standing.rooms.board",
        "standing.rooms.front",
    ]
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    # Before allauth, whose templates these two replace.
    "standing.hall.web",
    "standing.hall.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "pgtrigger",
    "anymail",
    "csp",
    "standing.hall.audit",
    "standing.hall.events",
    "standing.hall.installation",
    "standing.hall.jobs",
    "standing.hall.mail",
    "standing.hall.pager",
    "standing.hall.files",
    "standing.hall.paper",
    "standing.hall.pack",
    "standing.hall.logbook",
    "standing.hall.translations",
    "standing.hall.publish",
    "standing.hall.sealed",
    "standing.hall.holds",
    "standing.hall.acknowledgements",
    "standing.hall.links",
    "standing.hall.lists",
    *_ROOMS,
    "standing.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "standing.hall.web.middleware.SecurityHeadersMiddleware",
    "standing.hall.memory.MemoryMiddleware",
    "csp.middleware.CSPMiddleware",
    "standing.hall.web.middleware.KindRefusalsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "standing.hall.web.cross_origin.CrossOriginMiddleware",
    "standing.hall.accounts.access.AccessMiddleware",
    "standing.hall.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "standing.config.trustee.urls" if ENV.role == "trustee" else "standing.config.urls"
WSGI_APPLICATION = "standing.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "standing.hall.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "standing.hall.web.forms.Renderer"

DATABASE_URL = ENV.required("DATABASE_URL", "records of a city are kept there", here=postgres.url(ENV.var))
_conninfo = psycopg.conninfo.conninfo_to_dict(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _conninfo.pop("dbname", "standing"),
        "USER": _conninfo.pop("user", "standing"),
        "PASSWORD": _conninfo.pop("password", ""),
        "HOST": _conninfo.pop("host", ""),
        "PORT": str(_conninfo.pop("port", "")),
        "OPTIONS": dict(_conninfo),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
globals().update(accounts_conf.SETTINGS)
if _issuer := ENV.text("STANDING_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS = accounts_conf.oidc(
        issuer=_issuer,
        client_id=ENV.required("STANDING_OIDC_CLIENT_ID", "the identity provider asks for it"),
        client_secret=ENV.required("STANDING_OIDC_CLIENT_SECRET", "the identity provider asks for it"),
        name=ENV.text("STANDING_OIDC_NAME", "City sign-in"),
    )

# Cookies do not know ports: on one machine the City and the trustee need names of their own.
_OURS = "" if ENV.role == "city" else f"{ENV.role}-"
SESSION_COOKIE_NAME = f"__Host-{_OURS}session" if _SECURE else f"{_OURS}session"
CSRF_COOKIE_NAME = f"__Host-{_OURS}csrf" if _SECURE else f"{_OURS}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_FAILURE_VIEW = "standing.hall.web.views.csrf_failure"
SECURE_SSL_REDIRECT = _SECURE
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The guide is one file that a phone keeps: its style and script stand within the page, known by their hashes.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, guide_page.SCRIPT_HASH],
        "style-src": [SELF, guide_page.STYLE_HASH],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [environment.CHECKOUT / "locale", ENV.pack / "locale"]
LANGUAGES = languages.spoken(LOCALE_PATHS)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # pages show the time zone of the pack, never the server's

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [npm.SCRIPTS] if npm.SCRIPTS.is_dir() else []  # laid down at set-up
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND = ENV.required(
    "STANDING_MAIL_BACKEND", "messages must leave this machine", here="standing.hall.mail.mailbox.FileMailbox"
)
DEFAULT_FROM_EMAIL = ENV.required("STANDING_MAIL_FROM", "messages need a sender", here="standing@sample.example")
EMAIL_TIMEOUT = 30  # a letter is locked while the provider is spoken to
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ANYMAIL = json.loads(ENV.text("STANDING_MAIL_OPTIONS", "{}"))
ADMINS: list[tuple[str, str]] = []

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

STANDING = {
    "role": ENV.role,
    "trustee_url": ENV.trustee_url,
    "city_url": ENV.text("STANDING_CITY_URL").rstrip("/"),
    "ship_to": ENV.text("STANDING_SHIP_TO"),
    "ship_key": ENV.text("STANDING_SHIP_KEY"),
    "origin": ORIGIN,
    "var": ENV.var,
    "files_dir": ENV.var / "files",
    "mail_dir": ENV.var / "mail",
    "log_key_file": ENV.var / "keys" / "log.key"
    if not ENV.text("STANDING_LOG_KEY_FILE")
    else ENV.text("STANDING_LOG_KEY_FILE"),
    "box_key_file": ENV.text("STANDING_BOX_KEY_FILE"),
    "apart_dir": ENV.apart,
    "pager_url": ENV.text("STANDING_PAGER_URL"),
    "pager_token": ENV.text("STANDING_PAGER_TOKEN"),
    "issuer_url": ENV.text("STANDING_ISSUER_URL"),
    "sample_issuer_url": ENV.sample_issuer_url,
    "issuer_token": ENV.text("STANDING_ISSUER_TOKEN"),
    "city_bank": json.loads(ENV.text("STANDING_CITY_BANK", "{}")),
    "log_origin": ENV.text("STANDING_LOG_ORIGIN", f"{_ORIGIN.hostname}/{'log' if ENV.role == 'city' else ENV.role}"),
    "pack_dir": ENV.pack,
    "pages_dir": npm.PAGES,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # These two name the address or the host that asked.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
