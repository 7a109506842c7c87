from django.urls import path

from motcua.connectors.postal_service import views

app_name = "postal_service"
urlpatterns = [path("tin/", views.news, name="news")]
