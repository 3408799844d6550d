"""What kind of thing a work is to schema.org, by its CSL type. Pure."""

SCHEMA_TYPES = {
    "article": "ScholarlyArticle",
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "entry-encyclopedia": "Article",
    "manuscript": "Manuscript",
    "motion_picture": "Movie",
    "paper-conference": "ScholarlyArticle",
    "personal_communication": "Message",
    "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "software": "SoftwareApplication",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


CONTAINER_TYPES = {
    "article": "Periodical",
    "article-journal": "Periodical",
    "article-magazine": "Periodical",
    "article-newspaper": "Periodical",
    "chapter": "Book",
    "entry-encyclopedia": "Book",
    "paper-conference": "Book",
    "post-weblog": "Blog",
    "webpage": "WebSite",
}


def to_schema_type(csl_type: str) -> str:
    return SCHEMA_TYPES.get(csl_type, "CreativeWork")


def to_container_type(csl_type: str) -> str:
    """What kind of thing a work of this type appeared in."""
    return CONTAINER_TYPES.get(csl_type, "CreativeWork")
