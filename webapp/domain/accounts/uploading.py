"""Files that administrators upload, whatever they are for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


def check_size(content: UploadedFile[bytes], most_bytes: int) -> None:
    """Raises ValidationError, a sentence with both sizes, where a file is larger than that."""
    size = content.size or 0
    if size > most_bytes:
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most_bytes)}
        raise ValidationError(_("The file has %(size)s; at most %(most)s may be uploaded.") % sizes)
