from django.urls import path

from . import views

app_name = "passages"

urlpatterns = [
    path("images/<picture:name>", views.image, name="image"),
    path("links/", views.domains, name="domains"),
    path("links/<domain:domain>/", views.domain, name="domain"),
    path("links/<domain:domain>/<number:number>/", views.link, name="link"),
]
