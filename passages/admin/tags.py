"""The desk's pages of tags: their names, aliases and addresses, and several made one."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from passages.keys import KeysField
from passages.models import Alias, Tag
from passages.models.kinds import owns_every_kind
from passages.models.tag import LONGEST_DESCRIPTION
from passages.tagging.merging import Plan, merge_tags

MOST_MERGED = 50


class TagForm(forms.ModelForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        other = Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(
                _("There is a tag “%(name)s” already; merge the two.") % {"name": other.name}
            )
        alias = Alias.objects.of([name]).exclude(tag=self.instance.pk).select_related("tag").first()
        if alias:
            raise ValidationError(
                _("“%(alias)s” is an alias of “%(tag)s”.") % {"alias": alias.name, "tag": alias.tag.name}
            )
        return name


class AliasForm(forms.ModelForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        tag = Tag.objects.filter(name__iexact=name).first()
        if tag and tag.pk == self.instance.tag_id:
            raise ValidationError(
                _("This is the tag’s name; when it is renamed, it becomes an alias by itself.")
            )
        if tag:
            raise ValidationError(_("There is a tag “%(name)s”; merge the two.") % {"name": tag.name})
        other = Alias.objects.of([name]).exclude(pk=self.instance.pk).select_related("tag").first()
        if other:
            raise ValidationError(
                _("“%(alias)s” is an alias of “%(tag)s”.") % {"alias": other.name, "tag": other.tag.name}
            )
        return name


def may_rename(request: HttpRequest) -> bool:
    """A name stands on documents of every kind, and one that is merged away is deleted."""
    may = request.user.has_perm("passages.change_tag") and request.user.has_perm("passages.delete_tag")
    return may and owns_every_kind(request.user)


class AliasInline(admin.StackedInline):
    model = Alias
    form = AliasForm
    fields = ["name"]
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_rename(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_rename(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_rename(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_rename(request)


class MergeForm(forms.Form):
    """Two tags or more that somebody may see, and which of them stays."""

    tag: Any = KeysField(queryset=None)
    kept: Any = forms.ModelChoiceField(queryset=None, required=False)
    description = forms.CharField(required=False, max_length=LONGEST_DESCRIPTION, widget=forms.Textarea)

    def __init__(self, tags: QuerySet, *args: Any) -> None:
        super().__init__(*args)
        for field in ("tag", "kept"):
            self.fields[field].queryset = tags  # type: ignore[attr-defined]
        self.fields["description"].label = gettext_lazy("Description")

    def clean_tag(self) -> list[Any]:
        tags = sorted(self.cleaned_data["tag"], key=lambda tag: (-tag.uses, tag.slug))
        if not 2 <= len(tags) <= MOST_MERGED:
            raise ValidationError(_("It takes two tags to merge."))
        return tags

    @property
    def kept_tag(self) -> Any:
        """The one that was chosen to stay, else the one with the most uses."""
        tags, kept = self.cleaned_data["tag"], self.cleaned_data.get("kept")
        return kept if kept in tags else tags[0]

    def plan(self) -> Plan:
        kept = self.kept_tag
        return Plan.of(kept, [tag for tag in self.cleaned_data["tag"] if tag != kept])


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    list_display = ["name", "slug", "uses"]
    search_fields = ["name", "aliases__name"]
    ordering = ["slug"]
    fields = ["name", "slug", "description"]
    inlines = [AliasInline]
    actions = ["merge_tags"]

    def get_queryset(self, request: HttpRequest) -> Any:
        tags: Any = super().get_queryset(request)
        return tags.for_desk(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not rename a tag may still describe it."""
        return [] if obj is None or may_rename(request) else ["name", "slug"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("merge/", wrap(self.merge_view), name="passages_tag_merge"), *super().get_urls()]

    @admin.display(description=gettext_lazy("uses"), ordering="uses")
    def uses(self, tag: Any) -> int:
        return tag.uses

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_rename(request)

    @admin.action(description=gettext_lazy("Merge the chosen tags"), permissions=["merge"])
    def merge_tags(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_MERGED + 1])
        if not 2 <= len(keys) <= MOST_MERGED:
            said = _("Choose at least two tags that are one, and at most %(most)s.") % {"most": MOST_MERGED}
            self.message_user(request, said, messages.WARNING)
            return None
        return redirect(merge_url(keys))

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        if not may_rename(request):
            raise PermissionDenied
        form = MergeForm(self.get_queryset(request), request.POST or request.GET)
        is_valid = form.is_valid()
        if not form.cleaned_data.get("tag"):
            raise Http404
        plan = form.plan()
        if request.method == "POST" and is_valid:
            return self.merge(request, plan, form.cleaned_data["description"])
        if request.method != "POST":
            form.initial["description"] = plan.description
            form.is_bound = False
        keys = [tag.pk for tag in form.cleaned_data["tag"]]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Merge tags"),
            "plan": plan,
            "form": form,
            "others": [(tag, merge_url(keys, tag.pk)) for tag in plan.gone],
        }
        return TemplateResponse(request, "admin/passages/merge_tags.html", context)

    def merge(self, request: HttpRequest, plan: Plan, description: str) -> HttpResponse:
        number = merge_tags(plan.kept, plan.gone, description=description, by=request.user)
        names = ", ".join(f"“{tag.name}”" for tag in plan.gone)
        said = _("Merged %(gone)s into “%(kept)s”.") % {"gone": names, "kept": plan.kept.name}
        self.log_change(request, plan.kept, said)
        changed = ngettext("%(number)s text changed.", "%(number)s texts changed.", number)
        self.message_user(request, f"{said} {changed % {'number': number}}", messages.SUCCESS)
        return redirect("admin:passages_tag_change", plan.kept.pk)


def merge_url(keys: list[int], kept: int | None = None) -> str:
    """The page that asks whether to merge tags, into one of them."""
    chosen = [("tag", key) for key in keys] + ([("kept", kept)] if kept else [])
    return f"{reverse('admin:passages_tag_merge')}?{urlencode(chosen)}"
