"""What stands at an address of a work, where nobody has said so; by the names of `Identifier.Role`. Pure."""

from urllib.parse import urlsplit

from passages.addresses import domain_of

SCHEMES = {
    "doi": "version of record",
    "arxiv": "preprint",
    "openreview": "discussion",
    "acl": "version of record",
}
DOMAINS = {
    "preprint": {"arxiv.org", "biorxiv.org", "medrxiv.org", "chemrxiv.org", "osf.io", "papers.ssrn.com"},
    "code": {"github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht", "paperswithcode.com"},
    "data": {"zenodo.org", "figshare.com", "kaggle.com", "datadryad.org", "dataverse.harvard.edu"},
    "talk": {"youtube.com", "youtu.be", "vimeo.com", "m.youtube.com", "slideslive.com", "ted.com"},
    "discussion": {"news.ycombinator.com", "lobste.rs", "openreview.net", "reddit.com", "pubpeer.com"},
}  # fmt: skip


def role_of(scheme: str, url: str) -> str:
    """The role that an address seems to have, empty where it says nothing."""
    if scheme in SCHEMES:
        return SCHEMES[scheme]
    if scheme != "url":
        return ""
    domain, path = domain_of(url), urlsplit(url).path.lower()
    if path.endswith(".pdf"):
        return "pdf"
    if domain == "huggingface.co":
        return "data" if path.startswith("/datasets/") else "code"
    return next((role for role, domains in DOMAINS.items() if domain in domains), "")
