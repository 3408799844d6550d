"""Reading settings from text: each function gives the value or says in one sentence what is wrong.

Pure: the environment itself is read in `config.settings` and nowhere else.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url

from .postgresql import POOLERS

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", ".localhost"}
PLACE = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?")  # a host, and perhaps its port


class SettingError(ValueError):
    """A setting that the program cannot start with; the message is one sentence for the operator."""


def to_bool(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise SettingError(f"{name} must be one of true, false, yes, no, on, off, 1 or 0, not {text!r}.")


def to_hosts(name: str, text: str) -> list[str]:
    """Host names separated by commas, without scheme, port or path."""
    hosts = to_list(text)
    if not hosts:
        raise SettingError(f"{name} must name at least one host, for example notes.example.org.")
    for host in hosts:
        if "/" in host or " " in host or (":" in host and not is_bracketed(host)):
            raise SettingError(f"{name} takes host names without scheme, port or path, not {host!r}.")
    return hosts


def to_origins(name: str, text: str) -> list[str]:
    """Origins (scheme, host and perhaps port) separated by commas."""
    origins = to_list(text)
    for origin in origins:
        if not is_origin(origin):
            raise SettingError(f"{name} takes origins such as https://notes.example.org, not {origin!r}.")
    return origins


def to_time_zone(name: str, text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise SettingError(f"{name} must be a name such as Europe/Berlin or UTC, not {text!r}.") from None
    return text


def to_language(name: str, text: str, known: Collection[str]) -> str:
    """The code of a language into which the interface is translated."""
    if text not in known:
        raise SettingError(
            f"{name} must be the code of a known language, {' or '.join(known)}, not {text!r}."
        )
    return text


def to_database(name: str, text: str) -> dict[str, Any]:
    """A database for Django's `DATABASES` from a URL that starts with sqlite: or postgres:."""
    if not text.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise SettingError(
            f"{name} must have the form sqlite:///path/to/file or postgres://user:password@host/name."
        )
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(text))
    except ValueError:
        raise SettingError(
            f"{name} is not a database address: the form is postgres://user:password@host:port/name."
        ) from None
    is_lost = database["NAME"] == ":memory:" and not text.endswith(":memory:")
    if not database["NAME"] or is_lost:
        raise SettingError(f"{name} names no database: the form is {text.partition(':')[0]}://.../name.")
    options: dict[str, Any] = database.get("OPTIONS", {})
    pooler = options.get("pooler", POOLERS[0])
    if pooler not in POOLERS:
        raise SettingError(f"{name} knows ?pooler={' or '.join(POOLERS)}, not {pooler!r}.")
    return database


def to_replicas(name: str, text: str) -> list[dict[str, Any]]:
    """The databases of replicas from URLs separated by commas."""
    databases = [to_database(name, each) for each in to_list(text)]
    if any(not each["ENGINE"].endswith("postgresql") for each in databases):
        raise SettingError(f"{name} takes addresses of PostgreSQL only, such as postgres://user@host/name.")
    return databases


def to_cache(name: str, text: str) -> dict[str, Any]:
    """A cache for Django's `CACHES`: memory: in each process, redis: for several, dummy: for none."""
    scheme = urlsplit(text).scheme
    if text == "memory:":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 300}}
    if text == "dummy:":
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if scheme not in {"redis", "rediss", "unix"} or not text.partition("://")[2]:
        raise SettingError(
            f"{name} must be memory:, dummy: or have the form redis://user:password@host:port/0."
        )
    # Where the server does not answer at once, a page is made sooner.
    patience = {"socket_connect_timeout": 0.2, "socket_timeout": 0.5}
    return {"BACKEND": "config.redis.PatientRedisCache", "LOCATION": text, "OPTIONS": patience}


def to_folder(name: str, text: str) -> Path:
    """A folder from the root on; it is made when something is put into it."""
    folder = Path(text.strip())
    if not folder.is_absolute() or (folder.exists() and not folder.is_dir()):
        raise SettingError(f"{name} must be a folder such as /var/lib/commonplace/media, not {text!r}.")
    return folder


def to_media_storage(name: str, text: str) -> dict[str, Any]:
    """The store of pictures for Django's `STORAGES`: the folder `MEDIA_ROOT`, or a bucket from a URL of S3.

    No message says what the URL holds, since the secret may stand anywhere in one that is wrong.
    """
    if not text.strip():
        return {"BACKEND": "passages.storage.DurableStorage"}
    try:
        parts = urlsplit(text.strip())
        is_whole = parts.scheme == "s3" and parts.hostname and parts.port != 0 and not parts.fragment
    except ValueError:
        is_whole = False
    place = parts.netloc.rpartition("@")[2] if is_whole else ""
    if not PLACE.fullmatch(place):
        raise SettingError(
            f"{name} must have the form s3://KEY:SECRET@HOST/BUCKET?region=NAME; "
            "in KEY and SECRET a slash is written %2F, # is %23, ? is %3F and @ is %40."
        )
    options = to_bucket(name, parts.path) | to_region_and_scheme(name, parts.query, place)
    return {
        "BACKEND": "passages.object_storage.ObjectStorage",
        "OPTIONS": options | to_credentials(name, parts),
    }


def to_bucket(name: str, path: str) -> dict[str, str]:
    """The bucket that a URL names after its host, and what all names begin with in it."""
    bucket, _, prefix = unquote(path.removeprefix("/")).partition("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise SettingError(
            f"{name} must name a bucket after the host, of 3 to 63 of a-z, 0-9, hyphen and dot."
        )
    prefix = prefix.strip("/")
    if prefix and not all(part.strip(".") and part.isprintable() for part in prefix.split("/")):
        raise SettingError(f"{name} has a prefix after the bucket that is no path such as notes/pictures.")
    return {"bucket_name": bucket, "location": prefix}


def to_region_and_scheme(name: str, query: str, place: str) -> dict[str, str]:
    """What stands after the ? of the URL of a store, which is at that host."""
    pairs = parse_qsl(query, keep_blank_values=True)
    said = dict(pairs)
    if said.keys() - {"region", "insecure"} or len(said) != len(pairs):
        raise SettingError(f"{name} takes nothing after its ? but region=NAME and insecure=1, each once.")
    region = said.get("region", "us-east-1")
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", region):
        raise SettingError(f"{name} has a region that is no name such as eu-central-1.")
    is_insecure = to_bool(f"{name} has an insecure that", said.get("insecure", "0"))
    return {"region_name": region, "endpoint_url": f"{'http' if is_insecure else 'https'}://{place}"}


def to_credentials(name: str, parts: SplitResult) -> dict[str, str | None]:
    """Key and secret of a URL; nothing where it has neither, so that boto3 looks where it usually does."""
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(key) != bool(secret):
        raise SettingError(
            f"{name} must have both KEY and SECRET before its @, or neither: then AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY say them."
        )
    # A token of the environment belongs to the key of the environment.
    own = {"access_key": key, "secret_key": secret, "security_token": None, "session_profile": None}
    return own if key else {}


def to_title(name: str, text: str) -> str:
    if not text.strip():
        raise SettingError(f"{name} must be one line of 1 to 200 characters.")
    return to_line(name, text)


def to_line(name: str, text: str) -> str:
    line = text.strip()
    if len(line) > 200 or not line.isprintable():
        raise SettingError(f"{name} must be one line of at most 200 characters that can be printed.")
    return line


def to_count(name: str, text: str) -> int:
    """A whole number from 0 to 9."""
    if not re.fullmatch("[0-9]", text.strip()):
        raise SettingError(f"{name} must be a number from 0 to 9, not {text!r}.")
    return int(text)


def to_email(name: str, text: str) -> str:
    """One e-mail address, or nothing."""
    address = text.strip()
    if address and not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", address):
        raise SettingError(f"{name} must be one e-mail address such as anna@example.org, not {text!r}.")
    return address


def is_bracketed(host: str) -> bool:
    """Whether a host is an address of IPv6."""
    return host.startswith("[") and host.endswith("]")


def is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or "@" in text or " " in text:
        return False
    return text == f"{parts.scheme}://{parts.netloc}"


def to_list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def is_loopback(hosts: list[str]) -> bool:
    """Whether nobody but this machine can be the reader."""
    return all(host.lower() in LOOPBACK for host in hosts)
