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


def to_schema_type(csl_type: str) -> str:
    return SCHEMA_TYPES.get(csl_type, "CreativeWork")
