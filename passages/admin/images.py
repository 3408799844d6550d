from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from passages.imaging import BadPicture, read_picture, too_large
from passages.models import Image, Mention
from passages.orphans import names_kept
from passages.uploads import is_too_large

MOST_PLACES = 20
THUMBNAIL = 120  # pixels of its longer side


class ImageForm(forms.ModelForm):
    """One file, which is read as a picture before anything is kept."""

    upload = forms.FileField(label=_("file"), help_text=_("JPEG, PNG, GIF, WebP or AVIF, at most 10 MB."))

    class Meta:
        model = Image
        fields: tuple[str, ...] = ()

    is_too_large = False

    def full_clean(self) -> None:
        if self.is_too_large:
            self.fields["upload"].error_messages["required"] = too_large()
        super().full_clean()

    def clean_upload(self) -> Any:
        try:
            return read_picture(self.cleaned_data["upload"].read())
        except BadPicture as refused:
            raise ValidationError(str(refused)) from refused


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Pictures are sent and deleted, never changed; one that stands in a text stays."""

    form = ImageForm
    list_display = ["thumbnail", "name", "width", "height", "size", "uploaded_at", "uploaded_by"]
    list_display_links = ["name"]
    list_per_page = 20
    list_select_related = ["uploaded_by"]
    search_fields = ["name"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        images: Any = super().get_queryset(request)
        return images.visible_to(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["upload"]
        return ["thumbnail", "markdown", "used_in", "width", "height", "size", "uploaded_at", "uploaded_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj) if obj else []

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        image = super().get_object(request, object_id, from_field)
        if image:
            image.reader = request.user
        return image

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return forms.modelform_factory(Image, fields=())
        return type("SentImageForm", (ImageForm,), {"is_too_large": is_too_large(request)})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_used = obj is not None and (obj.mentions.exists() or obj.name in set(names_kept()))
        return not is_used and super().has_delete_permission(request, obj)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The row of the picture, which may be there already."""
        return Image.objects.keep(form.cleaned_data["upload"], request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """It was kept with its file."""

    def save_related(self, *args: Any) -> None:
        """Nothing belongs to it."""

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> str:
        scale = min(1, THUMBNAIL / max(image.width, image.height))
        size = {"width": max(1, round(image.width * scale)), "height": max(1, round(image.height * scale))}
        return render_to_string("admin/passages/image/_thumbnail.html", {"image": image, **size})

    @admin.display(description=_("Markdown"))
    def markdown(self, image: Image) -> str:
        return f"![]({image.get_absolute_url()})"

    @admin.display(description=_("used in"))
    def used_in(self, image: Any) -> str:
        mentions: Any = Mention.objects.pointing_at(image).seen_at_address(image.reader)
        context = {"mentions": mentions.for_list()[:MOST_PLACES]}
        return render_to_string("admin/passages/image/_used_in.html", context)
