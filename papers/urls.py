from django.urls import path

from .views import page_order, pages, queue, references, unlinked

app_name = "papers"

urlpatterns = [
    path("papers/", pages.papers, name="papers"),
    path("papers/by-year/", pages.papers, {"order": "by_year"}, name="papers_by_year"),
    path("papers/last-read/", pages.papers, {"order": "last_read"}, name="papers_last_read"),
    path("papers/queue/", queue.queue, name="queue"),
    path("papers/queue/add/", queue.queue_add, name="queue_add"),
    path("papers/references.<references:form>", references.papers_references, name="papers_references"),
    path("papers/<word:slug>.<references:form>", references.paper_references, name="paper_file"),
    path("papers/<word:slug>/", pages.paper, name="paper"),
    path("papers/<word:slug>/notes/", page_order.notes, name="notes"),
    path("papers/<word:slug>/unlinked/", unlinked.unlinked, name="unlinked"),
    path(
        "papers/<word:slug>/references.<references:form>",
        references.paper_references,
        name="paper_references",
    ),
    path("papers/<word:slug>/card.png", pages.paper_card, name="paper_card"),
    path("papers/<word:slug>/preview/", pages.paper_preview, name="paper_preview"),
    path("authors/", pages.authors, name="authors"),
    path("authors/<word:slug>/", pages.author, name="author"),
    path(
        "authors/<word:slug>/references.<references:form>",
        references.author_references,
        name="author_references",
    ),
    path(
        "topics/<word:slug>/references.<references:form>",
        references.topic_references,
        name="topic_references",
    ),
    path("quotations/", pages.quotations, name="quotations"),
    path("quotations/by-work/", pages.quotations, {"order": "work"}, name="quotations_by_work"),
]
