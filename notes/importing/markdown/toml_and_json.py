"""Front matter as Hugo also has it: TOML (toml.io, version 1.0) and JSON (RFC 8259)."""

import json
import re
import tomllib
from typing import Any

from notes.importing.problems import ImportProblem

_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def toml_values(source: str) -> dict[str, Any]:
    """The values of TOML that begins on line 2 of the file. Raises ImportProblem with the line."""
    try:
        return tomllib.loads(source)
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # also for a number of 5,000 figures
        line = _LINE.search(str(error))
        reason = _LINE.sub("", str(error)).strip()
        number = int(line[1]) + 1 if line else source.count("\n") + 2
        raise ImportProblem(f"the front matter is no valid TOML: {reason}", number) from error


def json_values(text: str) -> tuple[dict[str, Any], int]:
    """The values of the JSON object that a text opens with, and the offset behind it.

    Raises ImportProblem, with the line, for what is none or says a key twice.
    """
    try:
        values, end = json.JSONDecoder(object_pairs_hook=_once).raw_decode(text)
    except json.JSONDecodeError as error:
        raise ImportProblem(f"the front matter is no valid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:
        raise ImportProblem(f"the front matter is no valid JSON: {error}", 1) from error
    return values, end


def too_deep() -> ImportProblem:
    return ImportProblem("the front matter is nested too deep", 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise ImportProblem(f"the front matter says {key} twice", 1)
        values[key] = value
    return values
