"""The types of works that a record can have, and what other types of CSL come nearest. Pure."""

CSL_TYPES = {
    "article", "article-journal", "article-magazine", "article-newspaper", "book", "chapter", "dataset",
    "document", "entry-encyclopedia", "interview", "manuscript", "motion_picture", "paper-conference",
    "personal_communication", "post", "post-weblog", "report", "software", "speech", "thesis", "webpage",
}  # fmt: skip
FOREIGN_TYPES = {
    "article-preprint": "article", "broadcast": "motion_picture", "classic": "book", "collection": "book",
    "entry": "entry-encyclopedia", "entry-dictionary": "entry-encyclopedia", "event": "speech",
    "pamphlet": "report", "performance": "speech", "periodical": "article-journal", "regulation": "document",
    "review": "article-journal", "review-book": "article-journal", "song": "document", "standard": "report",
}  # fmt: skip
ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "article"}
