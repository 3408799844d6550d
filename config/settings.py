"""Settings of the site. The environment is read here and nowhere else; see docs/configuration.md."""

import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from config import env, policy, postgresql, sqlite
from config.program import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "data"

T = TypeVar("T")


def read(name: str, convert: Callable[[str, str], T], default: str) -> T:
    """The setting `name` from the environment, or the end of the program with one sentence."""
    try:
        return convert(name, os.environ.get(name, default))
    except env.SettingError as error:
        sys.exit(str(error))


def read_secret(path: Path, debug: bool) -> str:
    """The key that `make run` has put into the data folder, or one that is good for debugging only."""
    if path.exists():
        return path.read_text().strip()
    return "only-for-debugging-" * 3 if debug else ""


# Security

DEBUG = read("DEBUG", env.to_bool, "false")
SECRET_KEY = os.environ.get("SECRET_KEY", "").strip() or read_secret(DATA_DIR / "secret_key", DEBUG)
if not SECRET_KEY:
    sys.exit("SECRET_KEY must be set to a long random text, or DEBUG to true on a machine of your own.")
ALLOWED_HOSTS = read("ALLOWED_HOSTS", env.to_hosts, "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read("CSRF_TRUSTED_ORIGINS", env.to_origins, "")
TRUSTED_PROXIES = read("TRUSTED_PROXIES", env.to_count, "0")
HTTPS = read("HTTPS", env.to_bool, "false" if DEBUG or env.is_loopback(ALLOWED_HOSTS) else "true")

SECURE_SSL_REDIRECT = HTTPS
# A load balancer asks whether all is well without TLS; a program that does is told so, not helped to go on.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^api/"]
# Whose X-Forwarded-Proto gunicorn believes, and whose X-Request-ID we do.
FORWARDED_ALLOW_IPS = env.to_list(os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Browsers take a cookie with this before its name only by https, for this host and no other.
BOUND = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{BOUND}sessionid", f"{BOUND}csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # until accounts/sessions.py says when a session ends
# What the next page says may name private texts: no cookie holds it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = read("HSTS_SUBDOMAINS", env.to_bool, "false") and HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
# A byline of three thousand names, as in particle physics, is one form with four fields a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Bytes of a form without its files: what is too long for a text should be told at its field, and kept.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
# Only whoever runs the site knows what else lies below its domain (W005, W021). On the loopback interface
# nobody listens in and no browser would trust a certificate (W004, W008, W010, W016).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W010", "security.W016"]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses those who were wrong too often
    "django.contrib.auth.backends.ModelBackend",
]
AXES_HANDLER = "accounts.guessing.GuessingHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
AXES_DISABLE_ACCESS_LOG = True  # the log of sign-ins is accounts.models.SignInEvent
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", policy.hash_source(BASE_DIR / "templates/includes/loader.js")],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: is the icon of the site
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# The site

SITE_TITLE = read("SITE_TITLE", env.to_title, "Commonplace")
SITE_AUTHOR = read("SITE_AUTHOR", env.to_line, "")
CONTACT_EMAIL = read("CONTACT_EMAIL", env.to_email, "")  # for services that are asked about works
READ_ONLY = read("READ_ONLY", env.to_bool, "false")  # the database is told, too, so that nothing gets by
SITE_PRIVATE = read("SITE_PRIVATE", env.to_bool, "false")
TIME_ZONE = read("TIME_ZONE", env.to_time_zone, "UTC")
USE_TZ = True
# The notes are in one language, the interface is in the reader's: see docs/architecture.md.
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LANGUAGE_CODE = read("LANGUAGE_CODE", partial(env.to_language, known=list(dict(LANGUAGES))), "en")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TAGGIT_CASE_INSENSITIVE = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
OTP_TOTP_ISSUER = SITE_TITLE[:40]  # as much as a picture has room for

INSTALLED_APPS = [
    "taggit",
    # A text that names something by a slug means a paper rather than a topic, a topic rather than an entry.
    "papers",
    "topics",
    "notes",
    "passages",
    "history",
    "axes",  # before accounts, which tells of what it counts
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "accounts",
    "desk",
    "api",
    "backups",
    "system",
    "config.admin.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "system.requests.log_requests",  # it must see every answer as it is sent
    "csp.middleware.CSPMiddleware",
    "config.headers.put_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.caching.keep_pages",
    "config.caching.stand_still",
    "config.compression.CompressionMiddleware",  # it must see the page after all others
    "passages.middleware.ForgivingSessionMiddleware",
    "passages.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["django.contrib.auth.middleware.LoginRequiredMiddleware"] if SITE_PRIVATE else []),
    "accounts.middleware.renew_sessions",
    "accounts.middleware.remember_request",
    "history.middleware.remember_writer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "passages.middleware.refuse_changes",
    "passages.middleware.refuse_null_characters",
    "passages.middleware.redirect_former_addresses",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

# Where things are kept

DATABASES = {
    "default": read("DATABASE_URL", env.to_database, f"sqlite:///{quote(str(DATA_DIR))}/commonplace.sqlite3")
}
REPLICAS = read("DATABASE_REPLICA_URLS", env.to_replicas, "")
if "DATABASE_URL" not in os.environ:
    DATA_DIR.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite.to_options(sqlite3.sqlite_version_info, READ_ONLY)
    DATABASES["default"]["CONN_MAX_AGE"] = None
    if REPLICAS:
        sys.exit("DATABASE_REPLICA_URLS needs PostgreSQL in DATABASE_URL: SQLite has no replicas.")
else:
    DATABASES = postgresql.to_databases(DATABASES["default"], REPLICAS, READ_ONLY)
if REPLICAS:
    DATABASE_ROUTERS = ["config.replicas.router.OnlyPrimary"]
    # Within what keeps pages, so that it is asked only for those that are made.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("config.caching.keep_pages") + 1, "config.replicas.reading.read_from_replica"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": read("CACHE_URL", env.to_cache, "memory:"),
}
if "LOCATION" in CACHES["pages"]:
    said = (SITE_TITLE, SITE_AUTHOR, SITE_PRIVATE, TIME_ZONE, LANGUAGE_CODE, HTTPS, DEBUG)
    rooms = {app.partition(".")[0] for app in INSTALLED_APPS if (BASE_DIR / app.partition(".")[0]).is_dir()}
    CACHES["pages"]["KEY_PREFIX"] = fingerprint(
        BASE_DIR, {*rooms, "markup", "locale", "templates", "staticfiles"}, said
    )

MEDIA_ROOT = read("MEDIA_ROOT", env.to_folder, str(DATA_DIR / "media"))
MEDIA_STORAGE = read("MEDIA_STORAGE_URL", env.to_media_storage, "")
if "OPTIONS" in MEDIA_STORAGE and not (find_spec("storages") and find_spec("boto3")):
    sys.exit(
        "MEDIA_STORAGE_URL needs packages that are not installed. "
        "Run: .venv/bin/python -m pip install --require-hashes -r requirements-s3.txt."
    )
FILE_UPLOAD_HANDLERS = [
    "passages.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": MEDIA_STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static.OneSheetStorage"
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
] + [{"NAME": f"accounts.passwords.{name}"} for name in ("NotOfThisSite", "NotADay", "EndsOtherSessions")]

# The log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "system.logs.PlainFormatter" if DEBUG else "system.logs.JsonFormatter"}},
    "filters": {"faults": {"()": "system.requests.FaultsOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},  # no mail: it would quote the notes
        "django.server": {"handlers": [], "level": "CRITICAL"},  # each request has its line already
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        "system.requests": {"level": "INFO"},
        "gunicorn.error": {"handlers": ["stderr"], "propagate": False},
    },
}
