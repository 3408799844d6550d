from django.urls import path

from . import views

app_name = "feeds"

urlpatterns = [
    path("feed.<form:form>", views.timeline, name="timeline"),
    path("tags/<words:slugs>/feed.<form:form>", views.tag, name="tag"),
    path("topics/<word:slug>/feed.<form:form>", views.topic, name="topic"),
    path("papers/<word:slug>/feed.<form:form>", views.paper, name="paper"),
    path("authors/<word:slug>/feed.<form:form>", views.author, name="author"),
    path("search/feed.<form:form>", views.search, name="search"),
    path("quotations/feed.<form:form>", views.quotations, name="quotations"),
]
