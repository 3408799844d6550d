from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from history.sitting import sitting, touch
from papers.models import Merge, Paper
from passages.models import Permalink, derive_again, referrers
from passages.models.document import LONGEST_BODY
from passages.models.once import once

from .plan import Plan
from .snapshot import snapshot_of


class MergeProblem(ValueError):
    """Why two works cannot be made one; the message is a sentence for the owner."""


def merge(kept: Paper, gone: Paper, *, by: User | None = None) -> Merge:
    """Make two works one: all that was said of the second is said of the first from now on.

    What both say differently stays as the first says it; the other is remembered in the `Merge`, which `undo`
    takes. Former addresses of the second lead to the first, and texts that mean it mention the first.
    """
    with sitting(by, _("Merged with “%(title)s”") % {"title": gone.title}), transaction.atomic(), once():
        return merge_works(kept, gone, by)


def merge_works(kept: Paper, gone: Paper, by: User | None) -> Merge:
    plan = Plan.of(*both(kept, gone))
    if len(plan.values.get("body", "")) > LONGEST_BODY:
        raise MergeProblem(
            _("The two texts together are longer than %(most)s characters.") % {"most": LONGEST_BODY}
        )
    kept, gone = plan.kept, plan.gone
    touch(Paper, [kept.pk, gone.pk])
    before = kept.known_as()
    made = Merge.objects.create(paper=kept, title=gone.title, merged_by=by, snapshot=snapshot_of(plan))
    move_rows(plan)
    write_values(plan)
    # All is in its place before the texts that mean the second are derived again.
    gone.delete(is_kept=False)
    kept = Paper._base_manager.get(pk=kept.pk)
    kept.save()
    if kept.known_as() != before:
        derive_again(referrers(kept))
    return made


def both(kept: Paper, gone: Paper) -> tuple[Paper, Paper]:
    """The two as the database has them, locked."""
    keys = (kept.pk, gone.pk)
    found = Paper._base_manager.select_for_update().order_by("pk").in_bulk(keys)
    if len(found) < 2:
        raise MergeProblem(_("It takes two works to merge."))
    return found[kept.pk], found[gone.pk]


def move_rows(plan: Plan) -> None:
    kept, gone = plan.kept, plan.gone
    gone.identifiers.update(paper=kept)
    gone.merges.update(paper=kept)
    known = kept.reading_events.filter(passage__isnull=False).values_list("passage", flat=True)
    gone.reading_events.exclude(passage__in=list(known)).update(paper=kept)
    if plan.takes_byline:
        gone.authorships.update(paper=kept)
    kept.tags.add(*plan.tags)
    kept.topics.add(*plan.topics)
    gone.permalinks.update(owner_id=kept.pk)
    Permalink.objects.update_or_create(path=gone.path, defaults={"owner": kept})
    move_passages(plan)


def move_passages(plan: Plan) -> None:
    """Blocks of the second keep their anchors, so that their addresses lead to them still."""
    anchors = list(plan.kept.passages.values_list("anchor", flat=True))
    moved = plan.gone.passages.exclude(anchor__in=anchors)
    moved.update(owner_id=plan.kept.pk, position=F("position") + len(anchors))


def write_values(plan: Plan) -> None:
    works = Paper._base_manager
    works.filter(pk=plan.gone.pk).update(citation_key=None)  # since no two may have the same
    if plan.values:
        works.filter(pk=plan.kept.pk).update(**plan.values)
