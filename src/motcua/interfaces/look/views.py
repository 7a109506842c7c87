"""The page that shows every component and state."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.interfaces.look import samples


@login_not_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    return render(request, "motcua/design.html", samples.everything())
