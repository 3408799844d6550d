"""What the settings of a Jekyll or Hugo site say of its addresses."""

from pathlib import Path
from typing import Any

from .markdown.addresses import Rules
from .markdown.fields import to_text
from .markdown.front_matter import to_plain_values
from .markdown.toml_and_json import json_values, toml_values
from .markdown.yaml_values import yaml_values
from .problems import ImportProblem
from .sites import decoded, read_bytes

_JEKYLL = ("_config.yml", "_config.yaml", "_config.toml")
_HUGO = tuple(
    f"{folder}{name}.{form}"
    for name in ("hugo", "config")
    for folder in ("", "config/_default/")
    for form in ("toml", "yaml", "yml", "json")
)
_LARGEST = 64 * 1024


def settings_of(root: Path) -> Path | None:
    """The file with the settings of the generator, if the folder is the source of a site and holds it."""
    files = (root / name for name in (*_JEKYLL, *_HUGO))
    inside = root.resolve()
    return next((file for file in files if file.is_file() and file.resolve().is_relative_to(inside)), None)


def read_rules(file: Path) -> Rules:
    """Raises ImportProblem for settings that cannot be read."""
    text = decoded(read_bytes(file))
    if len(text) > _LARGEST:
        raise ImportProblem("the settings of the site are larger than 64 KB", 1)
    values = to_plain_values(_values(text, file.suffix))
    return jekyll_rules(values) if file.name in _JEKYLL else hugo_rules(values)


def jekyll_rules(values: dict[str, Any]) -> Rules:
    """https://jekyllrb.com/docs/permalinks/ and https://jekyllrb.com/docs/collections/."""
    collections = values.get("collections")
    collections = collections if isinstance(collections, dict) else {}
    patterns = {
        name: to_text(each.get("permalink"))
        for name, each in collections.items()
        if isinstance(each, dict) and each.get("output")
    }
    posts = patterns.pop("posts", "")
    permalink = posts or to_text(values.get("permalink")) or "date"
    return Rules("jekyll", permalink, patterns, _base(values.get("baseurl")))


def hugo_rules(values: dict[str, Any]) -> Rules:
    """https://gohugo.io/configuration/permalinks/: by section, or below `page`."""
    stated = values.get("permalinks")
    stated = stated if isinstance(stated, dict) else {}
    pages = stated.get("page")
    sections = pages if isinstance(pages, dict) else stated
    patterns = {name: text for name, value in sections.items() if (text := to_text(value))}
    return Rules("hugo", "", patterns, _base(to_text(values.get("baseURL") or values.get("baseurl"))))


def _base(value: Any) -> str:
    """The path of an address, '' for the top of a host."""
    text = to_text(value)
    path = text.partition("://")[2].partition("/")[2] if "://" in text else text
    return f"/{path.strip('/')}" if path.strip("/") else ""


def _values(text: str, suffix: str) -> dict[str, Any]:
    try:
        if suffix == ".toml":
            return toml_values(text)
        return json_values(text)[0] if suffix == ".json" else yaml_values(text)
    except ImportProblem as problem:
        message = problem.message.replace("the front matter", "the file of settings")
        line = problem.line and max(problem.line - (suffix != ".json"), 1)
        raise ImportProblem(message, line) from problem
