"""Every address of the site, from the URL resolver, with what to ask for at each.

A new URL pattern that is not named here fails the suite.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# By the name of the URL: addresses to ask for. `{entry}`, `{paper}` and so on are filled in by the test.
PUBLIC = {
    "notes:timeline": [
        "/",
        "/?tag={tag}",
        "/?topic={topic}",
        "/?paper={paper}",
        "/?author={author}",
        "/?year=2023",
    ],
    "notes:year": ["/2023/", "/2023/?tag={tag}"],
    "notes:month": ["/2023/03/"],
    "notes:day": ["/2023/03/11/"],
    "notes:entry": ["{entry}"],
    "notes:entry_card": ["{entry}card.png"],
    "notes:site_card": ["/card.png"],
    "notes:entry_preview": ["{entry}preview/"],
    "notes:tags": ["/tags/", "/tags/?topic={topic}", "/tags/?paper={paper}"],
    "notes:tag": ["/tags/{tag}/", "/tags/{tag}+shared/"],
    "notes:search": [
        "/search/",
        "/search/?q=canary",
        "/search/?q=secret",
        "/search/?q=open",
        "/search/?q=kind:quotation",
        "/search/?q=open&tag={tag}",
        "/search/?q=canray",
        "/search/?topic={topic}",
        "/search/?author={author}",
    ],
    "notes:search_newest": ["/search/newest/?q=secret", "/search/newest/?q=open"],
    "notes:typed": ["/search/typed/?q=cana", "/search/typed/?q=op"],
    "notes:sitemap": ["/sitemap.xml"],
    "notes:sitemap_pages": ["/sitemap-pages.xml"],
    "notes:sitemap_part": [
        f"/sitemap-{section}-0.xml" for section in ("entries", "papers", "topics", "tags", "authors")
    ],
    "system:healthz": ["/healthz"],
    "system:readyz": ["/readyz"],
    "notes:robots": ["/robots.txt"],
    "notes:favicon": ["/favicon.ico"],
    "topics:topics": ["/topics/", "/topics/?year=2023", "/topics/?paper={paper}", "/topics/?author={author}"],
    "topics:topic": ["{topic_address}"],
    "topics:topic_card": ["{topic_address}card.png"],
    "papers:papers": [
        "/papers/",
        "/papers/?topic={topic}",
        "/papers/?tag={tag}",
        "/papers/?author={author}",
        "/papers/?status=cold",
        "/papers/?type=document",
    ],
    "papers:paper": ["{paper_address}"],
    "papers:papers_by_year": ["/papers/by-year/", "/papers/by-year/?tag={tag}"],
    "papers:papers_last_read": ["/papers/last-read/", "/papers/last-read/?type=document"],
    "papers:queue": ["/papers/queue/", "/papers/queue/?tag={tag}"],
    "papers:notes": ["{paper_address}notes/"],
    "papers:papers_references": [
        "/papers/references.bib",
        "/papers/references.ris",
        "/papers/references.json",
        "/papers/references.bib?tag={tag}",
        "/papers/references.json?topic={topic}",
        "/papers/references.ris?author={author}",
        "/papers/references.bib?q=secret",
    ],
    "papers:paper_file": ["/papers/{paper}.bib", "/papers/{paper}.ris", "/papers/{paper}.json"],
    "papers:paper_references": ["{paper_address}references.bib", "{paper_address}references.json"],
    "papers:author_references": [f"/authors/{{author}}/references.{form}" for form in ("bib", "ris", "json")],
    "papers:topic_references": [f"{{topic_address}}references.{form}" for form in ("bib", "ris", "json")],
    "notes:tag_references": ["/tags/{tag}/references.bib", "/tags/{tag}+shared/references.json"],
    "papers:paper_card": ["{paper_address}card.png"],
    "topics:topic_preview": ["{topic_address}preview/"],
    "papers:paper_preview": ["{paper_address}preview/"],
    "papers:authors": ["/authors/", "/authors/?topic={topic}"],
    "papers:author": ["/authors/{author}/"],
    "papers:quotations": ["/quotations/", "/quotations/?paper={paper}", "/quotations/?tag={tag}"],
    "papers:quotations_by_work": ["/quotations/by-work/", "/quotations/by-work/?tag={tag}"],
    "desk:manifest": ["/write/manifest.webmanifest"],
    "passages:image": ["/images/{image}"],
    "passages:domains": ["/links/", "/links/?tag={tag}"],
    "feeds:timeline": [
        "/feed.atom",
        "/feed.json",
        "/feed.atom?tag={tag}",
        "/feed.json?topic={topic}",
        "/feed.atom?paper={paper}",
        "/feed.atom?author={author}",
    ],
    "feeds:tag": ["/tags/{tag}/feed.atom", "/tags/{tag}/feed.json", "/tags/{tag}+shared/feed.atom"],
    "feeds:topic": ["{topic_address}feed.atom", "{topic_address}feed.json"],
    "feeds:paper": ["{paper_address}feed.atom", "{paper_address}feed.json"],
    "feeds:author": ["/authors/{author}/feed.atom", "/authors/{author}/feed.json"],
    "feeds:search": ["/search/feed.atom?q=secret", "/search/feed.json?q=open", "/search/feed.atom?q=canary"],
    "feeds:quotations": [
        "/quotations/feed.atom",
        "/quotations/feed.json",
        "/quotations/feed.atom?paper={paper}",
        "/quotations/feed.json?tag={tag}",
    ],
    "passages:domain": ["/links/{domain}/", "/links/example.org/"],
    "passages:link": ["/links/{domain}/{link}/"],
}
# What programs ask for. They are told of a private site in JSON, and need no page to sign in.
API = {
    "api:api-root": ["/api/"],
    "api:openapi": ["/api/openapi.json"],
    "api:nowhere": ["/api/nothing"],
    "api:entries": [
        "/api/entries",
        "/api/entries?tag={tag}",
        "/api/entries?topic={topic}",
        "/api/entries?paper={paper}",
        "/api/entries?author={author}",
        "/api/entries?q=secret",
        "/api/entries?year=2023",
    ],
    "api:entry": ["/api/entries/{entry_id}"],
    "api:papers": ["/api/papers", "/api/papers?topic={topic}", "/api/papers?author={author}"],
    "api:paper": ["/api/papers/{paper}"],
    "api:topics": ["/api/topics", "/api/topics?paper={paper}", "/api/topics?tag={tag}"],
    "api:topic": ["/api/topics/{topic}"],
    "api:tags": ["/api/tags", "/api/tags?topic={topic}", "/api/tags?paper={paper}"],
    "api:authors": ["/api/authors", "/api/authors?topic={topic}"],
    "api:links": ["/api/links", "/api/links?tag={tag}"],
    "api:quotations": ["/api/quotations", "/api/quotations?paper={paper}", "/api/quotations?tag={tag}"],
    "api:search": [
        "/api/search",
        "/api/search?q=secret",
        "/api/search?q=open",
        "/api/search?q=kind:quotation",
        "/api/search?q=https://{domain}/paper",
        "/api/search?topic={topic}",
    ],
    "api:known": ["/api/known?url=https://{domain}/{domain}"],
}
# For owners; to others there is nothing.
OWNERS = {
    "papers:unlinked": ["{paper_address}unlinked/"],
    "desk:write": ["/write/"],
    "desk:capture": ["/write/capture/"],
    "desk:known": ["/write/known/?url=https://{domain}/{domain}"],
    "desk:completions": [
        "/write/completions/",
        "/write/completions/?sign=[[&q=secret",
        "/write/completions/?sign=@",
    ],
    "desk:drafts": ["/write/drafts/"],
    "desk:tags": ["/write/tags/", "/write/tags/?q=secret", "/write/tags/?q={tag}"],
}

# Where those who may change something send what they want; nothing can be read there.
WRITING = {
    "papers:queue_add": "/papers/queue/add/",
    "desk:preview": "/write/preview/",
    "desk:images": "/write/images/",
    "desk:suggestions": "/write/suggestions/",
}


# The admin's own pages of each kind of row; `{entry_id}` and so on are the keys.
ADMIN_ROWS = {
    "notes/entry": "{entry_id}",
    "papers/paper": "{paper_id}",
    "papers/author": "{author_id}",
    "topics/topic": "{topic_id}",
    "passages/tag": "{tag_id}",
    "passages/link": "{link}",
    "passages/image": "{image_id}",
    "passages/permalink": "{permalink_id}",
    "api/token": "{token_id}",
    "auth/group": "1",
    "auth/user": "{user_id}",
    "accounts/signinevent": "{sign_in_id}",
    "admin/logentry": "{log_entry_id}",
}
WITH_HISTORY = ("notes/entry", "papers/paper", "topics/topic")


def admin_rows(kind: str, key: str) -> dict[str, list[str]]:
    """The five pages that Django's admin has for a kind of row."""
    folder, name = f"/admin/{kind}/", f"admin:{kind.replace('/', '_')}"
    return {
        f"{name}_changelist": [folder, f"{folder}?q=canary", f"{folder}?q=secret", f"{folder}?o=2"],
        f"{name}_add": [f"{folder}add/"],
        f"{name}_change": [f"{folder}{key}/change/"],
        f"{name}_history": [f"{folder}{key}/history/"],
        f"{name}_delete": [f"{folder}{key}/delete/"],
    }


def history_rows(kind: str, key: str) -> dict[str, list[str]]:
    """The pages of the versions of a document, and of what was deleted."""
    folder, name = f"/admin/{kind}/", f"admin:{kind.replace('/', '_')}"
    number = kind.rpartition("/")[2]
    versions = f"old={{{number}_version}}&new={{{number}_newest}}"
    return {
        f"{name}_compare": [f"{folder}{key}/history/compare/?{versions}"],
        f"{name}_restore": [f"{folder}{key}/history/{{{number}_version}}/restore/"],
        f"{name}_deleted": [f"{folder}deleted/"],
        f"{name}_bring_back": [f"{folder}deleted/{{{number}_deleted}}/"],
        f"{name}_changes": [f"{folder}changes/"],
        f"{name}_take_back": [f"{folder}changes/{{{number}_bulk}}/"],
    }


# The desk, for staff; what each may see there is theirs to change.
ADMIN = {
    "admin:index": ["/admin/"],
    "admin:login": ["/admin/login/"],
    "admin:logout": ["/admin/logout/"],
    "admin:password_change": ["/admin/password_change/"],
    "admin:password_change_done": ["/admin/password_change/done/"],
    "admin:auth_user_password_change": ["/admin/auth/user/{user_id}/password/"],
    "admin:jsi18n": ["/admin/jsi18n/"],
    "admin:app_list": [f"/admin/{app}/" for app in ("notes", "papers", "topics", "passages", "api", "auth")],
    "admin:None": ["/admin/nothing/", "/admin/notes/entry/{entry_id}/"],
    "admin:view_on_site": [
        "/admin/r/{entry_type}/{entry_id}/",
        "/admin/r/{paper_type}/{paper_id}/",
        "/admin/r/{topic_type}/{topic_id}/",
        "/admin/r/{tag_type}/{tag_id}/",
        "/admin/r/{author_type}/{author_id}/",
    ],
    "admin:autocomplete": [
        f"/admin/autocomplete/?app_label={app}&model_name={model}&field_name={field}&term="
        for app, model, field in (
            ("notes", "entry", "topics"),
            ("papers", "paper", "topics"),
            ("papers", "authorship", "author"),
            ("papers", "authorship", "paper"),
        )
    ],
    "admin:second_factor": ["/admin/second-factor/"],
    "admin:signed_in": ["/admin/signed-in/"],
    "admin:doctor": ["/admin/doctor/"],
    "admin:doctor_mend": ["/admin/doctor/mend/"],
    "admin:doctor_left": ["/admin/doctor/left/"],
    "admin:clash": ["/admin/clashes/{entry_clash}/", "/admin/clashes/{paper_clash}/"],
    "admin:passages_tag_merge": ["/admin/passages/tag/merge/?tag={tag_id}&tag={other_tag_id}"],
    "admin:papers_paper_merge": ["/admin/papers/paper/merge/?kept={paper_id}&gone={other_paper_id}"],
    "admin:papers_paper_duplicates": ["/admin/papers/paper/duplicates/"],
    "admin:papers_paper_undo": ["/admin/papers/paper/{merged_id}/merges/{merge_id}/undo/"],
    "admin:papers_author_merge": [
        "/admin/papers/author/merge/?authors={author_id}&authors={other_author_id}"
    ],
}
for _kind, _key in ADMIN_ROWS.items():
    ADMIN |= admin_rows(_kind, _key)
for _kind in WITH_HISTORY:
    ADMIN |= history_rows(_kind, ADMIN_ROWS[_kind])


def all_patterns(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Name with namespace and pattern of each URL."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            yield from all_patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
