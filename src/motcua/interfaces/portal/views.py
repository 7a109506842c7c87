"""Home, search, procedures: read by everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"q": request.GET.get("q", "")})
