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
    "notes:healthz": ["/healthz"],
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


def all_patterns(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Name with namespace and pattern of each URL, apart from the admin's own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        elif pattern.namespace != "admin":
            yield from all_patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
