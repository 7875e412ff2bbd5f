"""Hand out a document somebody sent: always as a download, never as a page of this site."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponseBase

from fairway.kit import files


def download(sha256: str, name: str, kind: str = "") -> HttpResponseBase:
    """Answer with a kept file under its name. :raises Http404: when it is no longer kept."""
    path = files.place(sha256)
    if not path.is_file():
        raise Http404
    content_type = files.KINDS.get(kind, "application/octet-stream")
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=files.tidy_name(name), content_type=content_type, headers=headers
    )
