from django.urls import path

from motcua.connectors.vietqr_bank import views

app_name = "vietqr_bank"
urlpatterns = [path("callback", views.callback, name="callback")]
