"""What stands here, woven into the file that it came from: only the lines change that must. Pure."""

from collections.abc import Iterator, Mapping

from notes.importing.markdown.front_matter import split_front_matter
from notes.importing.markdown.lines import is_blank
from notes.importing.pages import EntriesPage, LogPage, Page, PaperPage, PostPage
from notes.importing.rows import SCHEMES
from notes.importing.sites import decoded
from passages.slugs import to_slug

from .composing import composed, reading, sayable
from .front import OF_HEAD, folded, front_of, ranges_in, to_yaml
from .lines import Lines, aligned
from .log_weaving import weave_log
from .saying import differences, items_of, kind_of, with_lf

FRONT_NAMES = {
    "authors": ("authors",),
    "has_other_authors": ("authors",),
    "identifiers": (*SCHEMES, "url"),
    "visibility": ("visibility", "published", "draft"),
    "kind": ("kind",),
}


def woven(data: bytes, page: Page, own: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a file of which a reading says exactly what `page` says.

    `page.name` is its path in the site. A file that says so already stays as it is to the byte; else its
    lines change that must; where that does not lead there, the page is written anew. Of an entry, `line` is
    where it stands in `data`, 0 where it does not. `own` has the names of tags by their aliases in no case.
    """
    own = own or {}
    was = reading(page.name, data, page=page) or reading(page.name, data, page=page, kind=kind_of(page))
    if was is not None and kind_of(was) != kind_of(page):
        was = reading(page.name, data, page=page, kind=kind_of(page))
    for attempt in attempts(data, was, page, own):
        read = reading(page.name, attempt)
        if read is not None and not differences(read, page, own):
            return attempt
    return composed(page)


def attempts(data: bytes, was: Page | None, page: Page, own: Mapping[str, str]) -> Iterator[bytes]:
    """The same bytes, then with less and less of them kept."""
    if was is None:
        return
    yield data
    for is_explicit in (False, True):
        for is_kind_said in (False, True):
            yield edited(data, was, page, own, is_explicit=is_explicit, is_kind_said=is_kind_said)


def edited(
    data: bytes, was: Page, page: Page, own: Mapping[str, str], *, is_explicit: bool, is_kind_said: bool
) -> bytes:
    """With changed lines; `is_explicit` moves what the head of a work's text says to the front matter."""
    lines = Lines.of(data)
    changed = differences(was, page, own) | ({"kind"} if is_kind_said else set())
    if slugs_of(was) != slugs_of(page):
        changed.add("topics")
    if isinstance(was, PostPage) and set(was.tags) != {tag for item in items_of(page) for tag in item.tags}:
        changed.add("tags")
    first = split_front_matter(decoded(data))[2] - 1
    if isinstance(page, PaperPage) and is_explicit:
        weave_front(lines, first, page, {*changed, *OF_HEAD, "title"})
    else:
        weave_front(lines, first, page, changed)
    weave_text(lines, first, was, page, changed, is_explicit=is_explicit)
    return lines.written()


def slugs_of(page: Page) -> set[str]:
    return set(map(to_slug, page.topics))


def weave_front(lines: Lines, first: int, page: Page, changed: set[str]) -> None:
    """Change the values of front matter that changed; `first` is the place where the text begins."""
    names = {each for name in changed - {"body", "entries"} for each in FRONT_NAMES.get(name, (name,))}
    said = front_of(page) | ({"kind": kind_of(page)} if "kind" in changed else {})
    if "authors" in names and OF_HEAD[0] in names and isinstance(page, PaperPage):
        said = {"url": "", "authors": [], "issued": "", "short_title": ""} | said
    present = ranges_in(lines.texts[1 : first - 1]) if first else {}
    known = {folded(name): name for name in present}
    new: list[str] = []
    for name in sorted(names):
        written = to_yaml({name: said[name]}) if name in said else []
        if name in known:
            start, end = present[known[name]]
            lines.replace(start + 1, end + 1, written)
        else:
            new += written
    add_front(lines, first, new)


def add_front(lines: Lines, first: int, new: list[str]) -> None:
    """Put new values at the end of the front matter, or above the text where there is none."""
    if new and first:
        lines.replace(first - 1, first - 1, new)
    elif new:
        lines.replace(0, 0, ["---", *new, "---"])


def weave_text(
    lines: Lines, first: int, was: Page, page: Page, changed: set[str], *, is_explicit: bool
) -> None:
    if isinstance(was, PostPage):
        weave_post(lines, first, was, page)
    elif isinstance(was, LogPage | EntriesPage) and isinstance(page, LogPage | EntriesPage):
        weave_log(lines, first, was, page)
    elif is_explicit:
        lines.change(text_places(lines, first), with_lf(page.body).split("\n"))
    elif "body" in changed:
        weave_body(lines, first, was, page)


def weave_post(lines: Lines, first: int, was: PostPage, page: Page) -> None:
    """Change the text of the one entry, which may open with a title that only the front matter says."""
    before, after = was.entries[0].body, with_lf(items_of(page)[0].body) if items_of(page) else ""
    places = text_places(lines, first)
    written = "\n".join(lines.texts[place] for place in places)
    opening = before.removesuffix(written) if before.endswith(written) else ""
    if after.startswith(opening):
        lines.change(places, after.removeprefix(opening).split("\n"))


def text_places(lines: Lines, first: int) -> list[int]:
    """Where the text stands, without the blank lines around it."""
    said = [place for place in range(first, len(lines.texts)) if not is_blank(lines.texts[place])]
    return list(range(said[0], said[-1] + 1)) if said else []


def weave_body(lines: Lines, first: int, was: Page, page: Page) -> None:
    """Change lines of the text only, between which others may say who wrote a work and when."""
    places = aligned(was.body.split("\n"), lines.texts, range(first, len(lines.texts)))
    if places is not None:
        lines.change(places, with_lf(page.body).split("\n"))


def is_said(page: Page, data: bytes, own: Mapping[str, str]) -> bool:
    """Whether a reading of the bytes says exactly what the page says."""
    read = reading(page.name, data)
    return read is not None and not differences(read, page, own)


def written(page: Page, data: bytes | None, own: Mapping[str, str]) -> bytes:
    """The file of a page, woven where it had one; without the entries that no Markdown can say."""
    made = woven(data, page, own) if data is not None else composed(page)
    if not items_of(page) or is_said(page, made, own):
        return made
    part = sayable(page)
    return made if part == page else written_part(part, data, own)


def written_part(page: Page, data: bytes | None, own: Mapping[str, str]) -> bytes:
    return woven(data, page, own) if data is not None else composed(page)
