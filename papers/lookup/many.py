"""Look many works up, one after the other, and report on each; no work that fails stops the others."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from tqdm import tqdm

from history.sitting import sitting
from papers.bibliography.record import Record
from papers.identifiers import Identity
from papers.models import Paper
from web.failures import AskingFailed, NothingThere

from .filling import fill
from .finding import SCHEMES, Asks, look_up_identity

# A page on the web is no register: what it says of itself is for the owner to look at first.
REGISTERED = [scheme for scheme in SCHEMES if scheme != "url"]


@dataclass
class Report:
    """By the slug of each work, what was filled in it, or the sentence that says why nothing was."""

    filled: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)

    def lines(self, *, is_dry_run: bool = False) -> Iterable[str]:
        for slug, fields in self.filled.items():
            yield f"{slug}: {', '.join(fields)}"
        for slug, reason in self.failed.items():
            yield f"{slug}: {reason}"
        done = "would be filled" if is_dry_run else "filled"
        yield f"{len(self.filled)} {done}, {len(self.unchanged)} unchanged, {len(self.failed)} failed."


def fetch(papers: Iterable[Paper], client: Asks, *, is_dry_run: bool = False) -> Report:
    """Fill the empty fields of works by their registered identifiers. A dry run asks, but writes nothing."""
    report = Report()
    for paper in tqdm(list(papers), desc="Looking up", unit="work", delay=1, disable=None, leave=False):
        try:
            record = look_up_any(identities_of(paper), client)
            fields = write(paper, record, is_dry_run=is_dry_run)
        except AskingFailed as failure:
            report.failed[paper.slug] = str(failure)
        except IntegrityError as error:
            report.failed[paper.slug] = f"The database refuses it: {error}"
        else:
            if fields:
                report.filled[paper.slug] = fields
            else:
                report.unchanged.append(paper.slug)
    return report


def identities_of(paper: Paper) -> list[Identity]:
    """The registered identifiers of a work, in the order in which to ask about them."""
    found = [one.identity for one in paper.identifiers.all() if one.scheme in REGISTERED]
    return sorted(found, key=lambda identity: REGISTERED.index(identity.scheme))


def look_up_any(identities: list[Identity], client: Asks) -> Record:
    """What is known by the first identifier that somebody knows."""
    if not identities:
        raise AskingFailed("It has no DOI, PMID, PMCID, arXiv number, ISBN or other registered identifier.")
    *others, last = identities
    for identity in others:
        try:
            return look_up_identity(identity, client)
        except NothingThere:
            continue
    return look_up_identity(last, client)


def write(paper: Paper, record: Record, *, is_dry_run: bool) -> list[str]:
    """Each work in a transaction of its own, in which nobody waits for the network."""
    with sitting(), transaction.atomic():
        # As it is now: the owner may have written meanwhile.
        fields = fill(Paper.objects.select_for_update().get(pk=paper.pk), record).fields
        transaction.set_rollback(is_dry_run)
    return fields
