from django.urls import path

from desk.quick import views as quick

app_name = "desk"

urlpatterns = [
    path("", quick.write, name="write"),
]
