"""Which answers each kind of endpoint may give, for OpenAPI."""

from typing import Any

from .schemas import Problem

LISTING: dict[int, Any] = dict.fromkeys((400, 401), Problem)
READING: dict[int, Any] = dict.fromkeys((400, 401, 404), Problem)
WRITING: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 413, 415, 422, 429), Problem)
