from django.urls import URLPattern, path

from motcua.interfaces.look import views

app_name = "look"
urlpatterns: list[URLPattern] = [path("design", views.design, name="design")]
