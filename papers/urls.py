from django.urls import path

from . import bibliography_views, page_order_views, queue_views, unlinked_views, views

app_name = "papers"

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/by-year/", views.papers, {"order": "by_year"}, name="papers_by_year"),
    path("papers/last-read/", views.papers, {"order": "last_read"}, name="papers_last_read"),
    path("papers/queue/", queue_views.queue, name="queue"),
    path("papers/queue/add/", queue_views.queue_add, name="queue_add"),
    path(
        "papers/references.<references:form>", bibliography_views.papers_references, name="papers_references"
    ),
    path("papers/<word:slug>.<references:form>", bibliography_views.paper_references, name="paper_file"),
    path("papers/<word:slug>/", views.paper, name="paper"),
    path("papers/<word:slug>/notes/", page_order_views.notes, name="notes"),
    path("papers/<word:slug>/unlinked/", unlinked_views.unlinked, name="unlinked"),
    path(
        "papers/<word:slug>/references.<references:form>",
        bibliography_views.paper_references,
        name="paper_references",
    ),
    path("papers/<word:slug>/card.png", views.paper_card, name="paper_card"),
    path("papers/<word:slug>/preview/", views.paper_preview, name="paper_preview"),
    path("authors/", views.authors, name="authors"),
    path("authors/<word:slug>/", views.author, name="author"),
    path(
        "authors/<word:slug>/references.<references:form>",
        bibliography_views.author_references,
        name="author_references",
    ),
    path(
        "topics/<word:slug>/references.<references:form>",
        bibliography_views.topic_references,
        name="topic_references",
    ),
    path("quotations/", views.quotations, name="quotations"),
    path("quotations/by-work/", views.quotations, {"order": "work"}, name="quotations_by_work"),
]
