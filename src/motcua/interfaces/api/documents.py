"""Upload a paper: looked through by the confined parser, kept by its hash."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, UploadedFile

from motcua.capabilities.documents import operations
from motcua.interfaces.api.doors import MULTIPART, Key, said
from motcua.interfaces.api.shapes import DocumentOut
from motcua.interfaces.session import actor_of
from motcua.spine import clock

router = Router(tags=["documents"])


@router.post(
    "/documents", response={201: DocumentOut}, auth=Key("dossiers.submit", reads=MULTIPART)
)
def upload_document(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Take in a PDF, JPEG or PNG of at most 50 MB; its number goes into `papers` of a dossier."""
    document = operations.accept_upload(
        file, file_name=file.name or "", actor=actor_of(request), now=clock.now
    )
    return said(
        DocumentOut(
            document=document.pk,
            sha256=document.sha256,
            media_type=document.media_type,
            size_bytes=document.size_bytes,
            pages=document.pages,
        ),
        201,
    )
