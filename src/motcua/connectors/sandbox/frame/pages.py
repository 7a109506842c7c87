"""The page around everything a pretend system shows."""

from html import escape
from importlib import resources
from string import Template
from urllib.parse import urlencode

from motcua.connectors.sandbox.frame.serving import Reply, Request

HERE = "motcua.connectors.sandbox.frame"
OTHER = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}


def whole(request: Request, *, system: str, pretend: str, title: str, content: str) -> str:
    """Return a page that says on top that it pretends, with a way to the other language."""
    page = Template(resources.files(HERE).joinpath("page.html").read_text("utf-8"))
    other, other_name = OTHER[request.language]
    address = f"{request.path}?{urlencode(request.query | {'lang': other})}"
    return page.substitute(
        language=request.language,
        system=escape(system),
        pretend=escape(pretend),
        title=escape(title),
        content=content,
        other=other,
        other_name=other_name,
        other_address=escape(address),
    )


def style(request: Request) -> Reply:
    css = resources.files(HERE).joinpath("style.css").read_text("utf-8")
    return Reply(200, "text/css; charset=utf-8", css)


def money(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".") + "\u00a0đ"
