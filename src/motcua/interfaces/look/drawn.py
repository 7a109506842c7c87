"""Styles, scripts and fonts, by names that carry a hash of what is in them."""

from pathlib import Path

from django.http import HttpRequest, HttpResponseBase
from whitenoise.base import MissingFileError  # type: ignore[import-untyped]
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]


class DrawnWithMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Gives out also what another release has laid beside ours since we started.

    While old and new serve together, a page of one machine asks another for its style.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(self.static_prefix) and path not in self.files:
            self._look_again(path)
        response: HttpResponseBase = super().__call__(request)
        return response

    def _look_again(self, path: str) -> None:
        if self.autorefresh or path.endswith("/") or not self.url_is_canonical(path):
            return
        file = Path(self.static_root) / path.removeprefix(self.static_prefix)
        if file.is_file():
            try:
                self.files[path] = self.find_file_at_path(str(file), path)
            except MissingFileError:
                return  # Only what another file is compressed to.
