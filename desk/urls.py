from django.urls import path

from desk.capture import views as capture
from desk.editor import views as editor
from desk.quick import views as quick

from . import tagging

app_name = "desk"

urlpatterns = [
    path("", quick.write, name="write"),
    path("preview/", editor.preview, name="preview"),
    path("completions/", editor.completions, name="completions"),
    path("drafts/", editor.drafts, name="drafts"),
    path("images/", capture.images, name="images"),
    path("known/", capture.known, name="known"),
    path("capture/", capture.capture, name="capture"),
    path("manifest.webmanifest", capture.manifest, name="manifest"),
    path("tags/", tagging.tags, name="tags"),
    path("suggestions/", tagging.suggestions, name="suggestions"),
]
