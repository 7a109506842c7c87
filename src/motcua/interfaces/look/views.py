"""The page that shows every component and state."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.interfaces.look import samples


@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    return render(request, "motcua/design.html", samples.everything())
