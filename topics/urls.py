from django.urls import path

from . import views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topics, name="topics"),
    path("topics/<word:slug>/", views.topic, name="topic"),
    path("topics/<word:slug>/card.png", views.topic_card, name="topic_card"),
    path("topics/<word:slug>/preview/", views.topic_preview, name="topic_preview"),
]
