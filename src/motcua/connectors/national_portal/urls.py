from django.urls import path

from motcua.connectors.national_portal import views

app_name = "national_portal"
urlpatterns = [path("ho-so", views.arrivals, name="arrivals")]
