from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("write/", include("desk.urls")),
    path("api/", include("api.urls")),
    path("", include("system.urls")),
    path("", include("topics.urls")),
    path("", include("papers.urls")),
    path("", include("passages.urls")),
    path("", include("notes.urls")),
    path("", include("notes.feeds.urls")),
]

handler400 = "passages.views.bad_request"
handler404 = "passages.views.not_found"
handler500 = "passages.views.failed"
