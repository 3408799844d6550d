"""What is being written, kept on the server until it is saved."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.writers import may_write_in
from history.drafts import is_saved
from history.models import Draft, Version
from passages.models.kinds import document_models

from .sent import BadInput, SentDraft


class Refused(BadInput):
    status = 403


def keep_draft(request: HttpRequest, sent: SentDraft) -> dict[str, Any]:
    """Keep it in place of what was kept of it, and say when, and whether somebody else has saved meanwhile.

    A form that was saved meanwhile has nothing to keep: its last words may have been on their way still.
    """
    document = find_document(request, sent)
    if is_saved(request, sent.key):
        return {"is_saved": True}
    drafts = Draft.objects.of(request.user)
    if document:
        drafts.in_form(sent.form).outdated(document.saved_at).delete()
    draft, _is_new = Draft.objects.update_or_create(
        writer_id=request.user.pk,
        key=sent.key,
        defaults={"form": sent.form, "base": sent.base, "values": sent.values},
    )
    drafts.keyed(set(sent.taken) - {sent.key}).delete()
    return {"saved_at": draft.saved_at.isoformat(), "notice": notice_of(document, sent.base)}


def find_document(request: HttpRequest, sent: SentDraft) -> Any:
    """The document that is changed, None for a new one and for one that is gone; Refused to who may not."""
    models = [model for model in document_models() if not sent.kind or model._meta.label_lower == sent.kind]
    if not models:
        raise BadInput(_("There is no such form."))
    if not any(may_write_in(request.user, model) for model in models):
        raise Refused(_("This is not yours to write."))
    if sent.document_key is None:
        return None
    return models[0].objects.visible_to(request.user).without_text().filter(pk=sent.document_key).first()


def notice_of(document: Any, base: str) -> str:
    """That somebody has saved the document since the form was opened; "" where nobody has."""
    if document is None or not base or document.stamp == base:
        return ""
    version = Version.objects.of(document).select_related("saved_by").first()
    time = timezone.localtime(document.saved_at).strftime("%H:%M")
    if version and version.saved_by:
        return _("%(name)s has saved this at %(time)s.") % {"name": version.saved_by, "time": time}
    return _("This was saved elsewhere at %(time)s.") % {"time": time}


def list_drafts(user: Any) -> list[dict[str, Any]]:
    """What somebody has not saved, the newest first, without the texts."""
    drafts = Draft.objects.of(user).without_values()
    return [
        {"pk": draft.pk, "key": str(draft.key), "form": draft.form, "saved_at": draft.saved_at.isoformat()}
        for draft in drafts
    ]
