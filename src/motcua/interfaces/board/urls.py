from django.urls import URLPattern, path

from motcua.interfaces.board import views

app_name = "board"
urlpatterns: list[URLPattern] = [
    path("", views.board, name="board"),
    path("ho-so/", views.behind, name="behind"),
]
