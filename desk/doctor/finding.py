"""One thing that the doctor finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.urls import reverse

from desk.models import LONGEST_SUBJECT
from passages.models import Document

SHOWN = 5


@dataclass(frozen=True)
class Fix:
    """What can be done: a page at `url`, or with one click where there is an `apply`."""

    label: str
    url: str = ""
    apply: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Finding:
    """`subject` names it apart from all others of its check, also later; `count` is of like things in it."""

    check: str
    subject: str
    title: str
    reason: str
    url: str
    count: int = 1
    fix: Fix | None = None


@dataclass(frozen=True)
class Check:
    """`find` takes the kinds of document that it may speak of; of all of `needs` it must be able to speak."""

    name: str
    title: Any
    explanation: Any
    find: Callable[[list[type[Document]]], Iterator[Finding]]
    needs: tuple[str, ...] = ()


def change_url(model: type[Any], pk: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def list_url(model: type[Any], query: str = "") -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


def name_of(model: type[Any], *details: object) -> str:
    """A subject: the kind and what tells it apart, cut with a digest where that is too long."""
    subject = " ".join([model._meta.label_lower, *map(str, details)])
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    digest = blake2b(subject.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{subject[: LONGEST_SUBJECT - len(digest) - 1]} {digest}"


def first_of(words: list[str]) -> str:
    """The first few of many, and that there are more."""
    return ", ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
