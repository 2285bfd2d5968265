"""Images for films in the admin: uploaded, looked at, replaced, deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Application
from webapp.domain.accounts.uploading import check_size
from webapp.domain.recordings import images, storage
from webapp.domain.recordings.models import Image
from webapp.domain.recordings.views import image_url
from webapp.kernel.errors import InvalidData


class ImageForm(forms.ModelForm[Image]):
    """An image and its key; of one that is there the file may stay."""

    content = forms.FileField(
        label=_("File"),
        help_text=_("PNG, JPEG or WebP, up to 4 MB and 4096 × 4096 pixels. What is transparent stays so in films."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    class Meta:
        model = Image
        fields = ("application", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].required = self.instance.pk is None

    def clean_content(self) -> images.Opened | None:
        """Refuse what is too large, or is no image that can be painted."""
        content: UploadedFile[bytes] | None = self.cleaned_data["content"]
        if content is None:
            return None
        check_size(content, images.MOST_BYTES)
        try:
            return images.opened(content.read())
        except InvalidData as error:
            most = {"most": images.MOST_SIDE}
            raise forms.ValidationError(
                _("This is no PNG, JPEG or WebP image of at most %(most)s × %(most)s pixels.") % most
            ) from error


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin[Image]):
    """The images of the company. Films that were begun keep the images they were begun with."""

    form = ImageForm
    list_display = ("key", "thumbnail", "application", "pixels", "readable_size", "changed_at")
    list_filter = ("application",)
    list_select_related = ("application",)
    search_fields = ("key",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most houses have one application."""
        default = Application.objects.filter(is_default=True).first()
        return {"application": default.pk} if default is not None else {}

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        """What to fill in, then what is there."""
        there = () if obj is None else ("shown", "pixels", "readable_size", "sha256", "changed_at")
        return ("application", "key", "content", *there)

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        """What was found in the file."""
        return self.get_fields(request, obj)[3:]

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """The new bytes first, then the row, then the old bytes go."""
        before = obj.path
        content = form.cleaned_data["content"]
        if content is not None:
            images.set_content(obj, content)
        super().save_model(request, obj, form, change)
        if before != obj.path:
            storage.drop_file(before)

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        """Delete the row, then its bytes."""
        super().delete_model(request, obj)
        storage.drop_file(obj.path)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        """The same for several."""
        for image in queryset:
            self.delete_model(request, image)

    @admin.display(description=_("pixels"))
    def pixels(self, image: Image) -> str:
        """Its sides."""
        return f"{image.width} × {image.height}"

    @admin.display(description=_("size"), ordering="size")
    def readable_size(self, image: Image) -> str:
        """Bytes as people read them."""
        return filesizeformat(image.size)

    @admin.display(description=_("image"))
    def thumbnail(self, image: Image) -> SafeString:
        """The image, small."""
        return _shown(image, "max-height: 48px; max-width: 160px")

    @admin.display(description=_("preview"))
    def shown(self, image: Image) -> SafeString:
        """The image."""
        return _shown(image, "max-width: min(100%, 480px)")


def _shown(image: Image, style: str) -> SafeString:
    """Upon a chequered ground, so that what is transparent is seen to be."""
    ground = "background: repeating-conic-gradient(#bbb 0 25%, #eee 0 50%) 0 0 / 16px 16px"
    return format_html('<img src="{}" alt="{}" loading="lazy" style="{}; {}">', image_url(image), image, style, ground)
