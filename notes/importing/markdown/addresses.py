"""The addresses that a page had on its site: as it states them, and as Jekyll and Hugo make them.

Jekyll: https://jekyllrb.com/docs/permalinks/, Hugo: https://gohugo.io/content-management/urls/.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from notes.importing.problems import ImportProblem
from passages.slugs import to_slug

from .fields import category_folders, to_day, to_permalink, to_stem, to_text, to_words

_HTML = ":output_ext"
STYLES = {
    "date": f"/:categories/:year/:month/:day/:title{_HTML}",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": f"/:categories/:year/:y_day/:title{_HTML}",
    "weekdate": f"/:categories/:year/W:week/:short_day/:title{_HTML}",
    "none": f"/:categories/:title{_HTML}",
}
_TOKEN = re.compile(r":([a-z_]+)")
_ALIASES = ("aliases", "redirect_from", "redirect-from")


@dataclass(frozen=True)
class Rules:
    """How a site makes addresses. `permalink` is a pattern or the name of a style; `patterns` are those of
    collections (Jekyll) or sections (Hugo), '' where a collection has none of its own; `base` is '' or
    the path of the whole site."""

    generator: str = "jekyll"
    permalink: str = "date"
    patterns: dict[str, str] = field(default_factory=dict)
    base: str = ""


def stated_address(front: dict[str, Any], name: str) -> Any:
    """What `permalink` of Jekyll says, with what its placeholders stand for, or `url` of Hugo."""
    permalink = to_text(front.get("permalink"))
    if permalink.startswith("/") and _TOKEN.search(permalink):
        return expanded(permalink, front, name) or permalink
    url = to_text(front.get("url"))
    return permalink or (url if is_address_here(url) else "")


def is_address_here(url: str) -> bool:
    """Whether `url` is a page of the site, rather than the work that the page is about."""
    return url.startswith("/") and not url.startswith("//") and not url.lower().endswith((".pdf", ".epub"))


def other_addresses(front: dict[str, Any]) -> tuple[str, ...]:
    """Those that `aliases` of Hugo and `redirect_from` of Jekyll name; names without a slash are none."""
    stated = [front.get(key) for key in _ALIASES]
    words = [word for each in stated for word in ([each] if isinstance(each, str) else to_words(each))]
    return _addresses(word for word in words if word.startswith("/"))


def made_addresses(front: dict[str, Any], name: str, rules: Rules) -> tuple[str, ...]:
    """The address that the site gave to a page which states none, also below the path of the site."""
    address = _hugo(front, name, rules) if rules.generator == "hugo" else _jekyll(front, name, rules)
    return _addresses([address, f"{rules.base}{address}"]) if address else ()


def expanded(pattern: str, front: dict[str, Any], name: str) -> str:
    """A pattern with the values of its placeholders; '' where one is not known."""
    values = _tokens(front, name)
    names = _TOKEN.findall(pattern)
    if any(values.get(each) is None for each in names):
        return ""
    return re.sub(r"/{2,}", "/", _TOKEN.sub(lambda match: str(values[match[1]]), pattern))


def _addresses(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(to_permalink, paths))))


def _jekyll(front: dict[str, Any], name: str, rules: Rules) -> str:
    parts = PurePosixPath(name).parts
    is_pretty = rules.permalink == "pretty" or rules.permalink.endswith("/")
    if "_posts" in parts:
        return expanded(STYLES.get(rules.permalink, rules.permalink), front, name)
    if not parts[0].startswith("_"):
        return _page(PurePosixPath(name), is_pretty=is_pretty)
    collection = parts[0][1:]
    if collection not in rules.patterns:
        return ""
    default = "/:collection/:path/" if is_pretty else f"/:collection/:path{_HTML}"
    return expanded(rules.patterns[collection] or default, front, name)


def _page(path: PurePosixPath, *, is_pretty: bool) -> str:
    if path.stem == "index":
        return f"/{path.parent.as_posix()}/" if path.parent.name else ""
    bare = path.with_suffix("").as_posix()
    return f"/{bare}/" if is_pretty else f"/{bare}.html"


def _hugo(front: dict[str, Any], name: str, rules: Rules) -> str:
    parts = PurePosixPath(name).parts
    if parts[0] != "content" or len(parts) < 2:
        return ""
    *folders, file = parts[1:]
    pattern = rules.patterns.get(folders[0], "") if folders and not file.startswith("_index.") else ""
    if pattern:
        return expanded(pattern, front, name)
    if PurePosixPath(file).stem in ("index", "_index"):
        *folders, last = folders or [""]
    else:
        last = PurePosixPath(file).stem
    path = "/".join([*folders, to_text(front.get("slug")) or last])
    return f"/{path}/".lower().replace(" ", "-")


def _tokens(front: dict[str, Any], name: str) -> dict[str, str | None]:
    """What placeholders stand for; those of a date are None where a page has none."""
    path = PurePosixPath(name)
    folders = [part for part in path.parent.parts if part != "content"]
    slug = to_text(front.get("slug"))
    categories = [*category_folders(name), *to_words(front.get("categories"))]
    categories += [to_text(front.get("category"))] if front.get("category") else []
    inner = "/".join([*path.parent.parts[1:], to_stem(path.name)])
    return _day_tokens(_day(front, name)) | {
        "title": slug or to_stem(name),
        "slug": to_slug(slug or to_stem(name), ""),
        "name": to_stem(name),
        "filename": to_stem(name),
        "contentbasename": to_stem(name),
        "slugorfilename": slug or to_stem(name),
        "path": inner,
        "collection": path.parts[0].removeprefix("_"),
        "categories": "/".join(dict.fromkeys(map(str.lower, categories))),
        "slugified_categories": "/".join(dict.fromkeys(to_slug(each, "") for each in categories)),
        "section": folders[0] if folders else "",
        "sections": "/".join(folders),
        "output_ext": ".html",
    }


def _day(front: dict[str, Any], name: str) -> date | None:
    try:
        return to_day(front, name)
    except ImportProblem:
        return None


def _day_tokens(day: date | None) -> dict[str, str | None]:
    names = {
        "year": "%Y", "short_year": "%y", "month": "%m", "short_month": "%b", "long_month": "%B",
        "monthname": "%B", "day": "%d", "y_day": "%j", "yearday": "%j", "week": "%V", "w_year": "%G",
        "w_day": "%u", "short_day": "%a", "long_day": "%A", "weekdayname": "%A", "weekday": "%w",
        "hour": "00", "minute": "00", "second": "00",
    }  # fmt: skip
    if day is None:
        return dict.fromkeys([*names, "i_month", "i_day"])
    values: dict[str, str | None] = {name: f"{day:{form}}" for name, form in names.items()}
    return values | {"i_month": str(day.month), "i_day": str(day.day)}
