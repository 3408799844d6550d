from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_header = admin.site.site_title = settings.SITE_TITLE
admin.site.index_title = _("Writing desk")

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("topics.urls")),
    path("", include("papers.urls")),
    path("", include("passages.urls")),
    path("", include("notes.urls")),
    path("", include("notes.feeds.urls")),
]

handler400 = "passages.views.bad_request"
handler404 = "passages.views.not_found"
