"""Several papers of ours as one, to be printed in one go. A bound copy carries no signature."""

import io
from collections.abc import Iterable

import pikepdf


def bound(papers: Iterable[bytes]) -> bytes:
    """Return the pages of these PDFs, made here, in their order."""
    whole = pikepdf.new()
    for paper in papers:
        with pikepdf.open(io.BytesIO(paper)) as opened:
            whole.pages.extend(opened.pages)
    content = io.BytesIO()
    whole.save(content)
    return content.getvalue()
