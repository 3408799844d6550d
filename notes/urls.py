from django.urls import path

from . import crawler_views, reference_views, views

app_name = "notes"

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("<year:year>/", views.year, name="year"),
    path("<year:year>/<month:month>/", views.month, name="month"),
    path("<year:year>/<month:month>/<day:day>/", views.day, name="day"),
    path("<year:year>/<month:month>/<day:day>/<word:slug>/", views.entry, name="entry"),
    path("<year:year>/<month:month>/<day:day>/<word:slug>/card.png", views.entry_card, name="entry_card"),
    path(
        "<year:year>/<month:month>/<day:day>/<word:slug>/preview/", views.entry_preview, name="entry_preview"
    ),
    path("tags/", views.tags, name="tags"),
    path("tags/<words:slugs>/", views.tag, name="tag"),
    path(
        "tags/<words:slugs>/references.<references:form>",
        reference_views.tag_references,
        name="tag_references",
    ),
    path("card.png", views.site_card, name="site_card"),
    path("robots.txt", crawler_views.robots, name="robots"),
    path("favicon.ico", crawler_views.favicon, name="favicon"),
    path("sitemap.xml", crawler_views.sitemap, name="sitemap"),
    path("sitemap-pages.xml", crawler_views.sitemap_pages, name="sitemap_pages"),
    path("sitemap-<word:section>-<int:part>.xml", crawler_views.sitemap_part, name="sitemap_part"),
    path("search/", views.search, name="search"),
    path("search/newest/", views.search, {"order": "newest"}, name="search_newest"),
    path("search/typed/", views.typed, name="typed"),
]
