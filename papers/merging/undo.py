from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from history.sitting import sitting, touch, touch_new
from papers.models import Identifier, Merge, Paper
from papers.models.held import take_byline
from passages.merging import FROM_OPEN_TO_CLOSED
from passages.models import Passage, Permalink, derive_again, referrers
from passages.models.once import once

from .plan import SOURCE
from .snapshot import from_fields, to_fields
from .texts import take_out


@dataclass
class Undone:
    """The work that is back, and sentences about what is not as it was."""

    paper: Paper
    remarks: list[str] = field(default_factory=list)


def undo(merge: Merge) -> Undone:
    """Take two works apart again. What was changed since in the one that stayed is left as it is."""
    note = _("Took “%(title)s” apart again") % {"title": merge.title}
    with sitting(note=note), transaction.atomic(), once():
        return take_apart(merge)


def take_apart(merge: Merge) -> Undone:
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    kept = Paper._base_manager.select_for_update().get(pk=merge.paper_id)
    remarks: list[str] = []
    touch(Paper, [kept.pk])
    hidden = kept.visibility if is_hidden_since(kept, merge.snapshot) else ""
    take_back(kept, merge.snapshot, remarks)
    back = bring_back(merge.snapshot, remarks, hidden)
    give_back_rows(kept, back, merge.snapshot, remarks)
    touch_new(back)
    merge.delete()
    for paper in (kept, back):
        paper.save()  # what is made of it depends on the rows that it has now
    Paper._base_manager.filter(pk=back.pk).update(updated_at=merge.snapshot["fields"]["updated_at"])
    derive_again(referrers(kept) | referrers(back))
    return Undone(back, remarks)


def is_hidden_since(kept: Paper, snapshot: dict[str, Any]) -> bool:
    """Whether fewer may see the one that stayed than could when the two had been merged."""
    left = snapshot["given"].get("visibility", kept.visibility)
    return bool(FROM_OPEN_TO_CLOSED.index(kept.visibility) > FROM_OPEN_TO_CLOSED.index(left))


def take_back(kept: Paper, snapshot: dict[str, Any], remarks: list[str]) -> None:
    """What the one that stayed got. One that this work was merged into in turn gives back the text only."""
    given = snapshot["given"]
    if given["to"] == kept.pk:
        take_back_values(kept, given)
        kept.tags.remove(*given["tags"])
        kept.topics.remove(*given["topics"])
    if given["to"] == kept.pk and given["byline"]:
        kept.authorships.filter(author__in=[line["author"] for line in snapshot["byline"]]).delete()
    body = take_out(kept.body, given["part"])
    if body is None:
        remarks.append(_("The text of “%(title)s” was changed since and stays as it is.") % {"title": kept})
    else:
        kept.body = body
    kept.save()


def take_back_values(kept: Paper, given: dict[str, Any]) -> None:
    """Set each value back that is as it was when it was taken; not saved."""
    now = to_fields(kept, given["values"])
    former = {name: before for name, (before, after) in given["values"].items() if now.get(name) == after}
    if former.keys() & SOURCE and "source_file" not in former:
        former = {name: value for name, value in former.items() if name not in SOURCE}
    elif "source_file" in former:  # hash and memory are those of the file
        former |= {name: before for name, (before, after) in given["values"].items() if name in SOURCE}
    restored = from_fields(now | former)
    for name in former:
        setattr(kept, name, getattr(restored, name))


def bring_back(snapshot: dict[str, Any], remarks: list[str], hidden: str) -> Paper:
    """The work that went, under its own number, address and key where nothing else has them now.

    `hidden` is how private the joined work was made since, '' if it was not.
    """
    works = Paper._base_manager
    paper = from_fields(snapshot["fields"])
    if hidden:
        remarks.append(_("“%(title)s” is as private as the joined work was made.") % {"title": paper})
        paper.visibility = hidden
    paper.pk = None if works.filter(pk=snapshot["pk"]).exists() else snapshot["pk"]
    if works.filter(slug=paper.slug).exists():
        remarks.append(_("Another work stands at %(path)s now.") % {"path": snapshot["path"]})
        paper.slug = paper.own_slug()
    if paper.citation_key and works.filter(citation_key=paper.citation_key).exists():
        remarks.append(_("Another work has the key %(key)s now.") % {"key": paper.citation_key})
        paper.citation_key = None
    works.bulk_create([paper])  # not derived before its anchors are back
    restore_anchors(paper, snapshot["anchors"])
    Permalink.objects.filter(path__in=[snapshot["path"], paper.path]).delete()
    paper.save()
    return paper


def restore_anchors(paper: Paper, anchors: list[list[str]]) -> None:
    said = {"visibility": paper.visibility, "dated_on": paper.dated_on(), "depth": 0}
    Passage.objects.bulk_create(
        Passage(owner=paper, position=position, anchor=anchor, kind=kind, text=text, **said)
        for position, (anchor, kind, text) in enumerate(anchors)
    )


def give_back_rows(kept: Paper, back: Paper, snapshot: dict[str, Any], remarks: list[str]) -> None:
    kept.reading_events.filter(pk__in=snapshot["events"]).update(paper=back)
    kept.merges.filter(pk__in=snapshot["merges"]).update(paper=back)
    kept.permalinks.filter(path__in=snapshot["permalinks"]).update(owner_id=back.pk)
    back.tags.set(snapshot["tags"])
    topics = back.topics.model._base_manager.filter(pk__in=snapshot["topics"])
    back.topics.set(topics)
    lines = [
        line["name"] | {"pk": line["author"], "position": line["position"]} for line in snapshot["byline"]
    ]
    take_byline(back, lines)
    for identifier in snapshot["identifiers"]:
        give_back_identifier(kept, back, identifier, remarks)


def give_back_identifier(kept: Paper, back: Paper, said: dict[str, Any], remarks: list[str]) -> None:
    known = Identifier.objects.filter(scheme=said["scheme"], value=said["value"]).first()
    if known is None:
        Identifier.objects.create(paper=back, **said)
    elif known.paper_id == kept.pk:
        Identifier.objects.filter(pk=known.pk).update(paper=back)
    else:
        remarks.append(
            _("%(identifier)s belongs to “%(title)s” now.") % {"identifier": known, "title": known.paper}
        )
