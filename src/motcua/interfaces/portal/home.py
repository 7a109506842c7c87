"""The first page, and what was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.interfaces.portal.caching import public_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@public_page
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"q": request.GET.get("q", "")})
