from django.urls import path

from .site import index, nowhere, openapi, patterns

app_name = "api"

urlpatterns = [
    path("", index, name="api-root"),
    path("openapi.json", openapi, name="openapi"),
    *patterns(),
    path("<anything:rest>", nowhere, name="nowhere"),
]
