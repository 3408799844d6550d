"""A work in the words of CSL-JSON, as far as styles ask for them. Pure, but for a paper to read them off.

Sources: CSL 1.0.2, appendix IV, and the schema csl-data.json. What citeproc-py knows no name for is left out.
"""

from collections.abc import Iterable
from typing import Any

from citeproc import DATES, NAMES, VARIABLES
from django.utils.translation import gettext as _

# Names of CSL 1.0.2 that styles know by an older one.
OLDER = {"event-title": "event"}
NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
# What an address leads to, the one to cite before all others first.
ROLES = ("version of record", "", "preprint", "pdf")


def to_csl_json(paper: Any) -> dict[str, Any]:
    """The CSL-JSON item of a Paper, whose byline and identifiers should be prefetched."""
    more = {OLDER.get(name, name): value for name, value in paper.csl.items()}
    item = {name: kept(name, value) for name, value in more.items() if is_known(name)}
    item |= {
        "title": paper.title,
        "title-short": paper.short_title,
        "author": to_authors(paper),
        "issued": to_date(paper.issued),
        "container-title": paper.container_title,
        "publisher": paper.publisher,
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.page.replace("--", "-").replace("–", "-"),
        **to_numbers(paper),
    }
    return {"id": "work", "type": paper.type} | {name: value for name, value in item.items() if value}


def to_authors(paper: Any) -> list[dict[str, str]]:
    names = [to_name(line.author) for line in paper.authorships.all()]
    return [*names, {"literal": _("others")}] if paper.has_other_authors and names else names


def to_name(author: Any) -> dict[str, str]:
    """A name of CSL; particles in lower case that lead the family name are apart ("van der" Berg)."""
    if author.literal:
        return {"literal": author.literal}
    words = author.family.split()
    first = next((place for place, word in enumerate(words) if not word[0].islower()), 0)
    parts = {
        "family": " ".join(words[first:]),
        "non-dropping-particle": " ".join(words[:first]),
        "given": author.given,
        "suffix": author.suffix,
    }
    return {name: value for name, value in parts.items() if value}


def to_date(issued: Any) -> dict[str, Any]:
    parts = [part for part in (issued.year, issued.month, issued.day) if part is not None]
    return {"date-parts": [parts]} if parts else {}


def to_numbers(paper: Any) -> dict[str, str]:
    """Identifiers, and the address where the work stands; a preprint of arXiv says its number there."""
    identifiers = list(paper.identifiers.all())
    values = {identifier.scheme: identifier.value for identifier in reversed(identifiers)}
    at = [identifier for identifier in identifiers if identifier.scheme in {"url", "arxiv"}]
    at = sorted((one for one in at if one.role in ROLES), key=lambda one: ROLES.index(one.role))
    numbers = {name.upper(): values.get(name, "") for name in ("doi", "isbn", "pmid", "pmcid")}
    numbers["URL"] = at[0].url if at else str(paper.csl.get("URL", ""))
    if paper.type == "article" and "arxiv" in values and not paper.publisher:
        numbers |= {"publisher": "arXiv", "number": f"arXiv:{values['arxiv']}"}
    return numbers


def is_known(name: str) -> bool:
    return name.replace("-", "_") in VARIABLES


def kept(name: str, value: Any) -> Any:
    """A variable as citeproc-py takes it, without what it does not know; empty if it makes no sense."""
    if name.replace("-", "_") in NAMES:
        names = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        return [kept_parts(one, ["literal"] if "literal" in one else NAME_PARTS) for one in names]
    if name.replace("-", "_") in DATES:
        return kept_parts(value, ["date-parts", "literal"]) if isinstance(value, dict) else {}
    return str(value) if isinstance(value, str | int | float) else ""


def kept_parts(value: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value[name] for name in names if value.get(name)}
