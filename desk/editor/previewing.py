"""What a text will look like, by the renderer of the site; nothing is written."""

from typing import Any

from markup import keep_anchors, parse
from passages.languages import in_site_language
from passages.models.answering import can_be_asked, find_answers, to_targets

SEED = "preview"


def to_preview(body: str, document: Any = None) -> str:
    """The safe HTML that saving the text would make, with the anchors that the document's blocks have."""
    parsed = parse(body, folder=document.source_folder if document else None)
    if not parsed.blocks:
        return ""
    seed = document.get_absolute_url() if document else SEED
    before = document.passages.order_by("position").values_list("anchor", "text") if document else []
    anchors = keep_anchors(list(before), [block.text for block in parsed.blocks], seed=seed)
    with in_site_language():
        answers = find_answers({reference for reference in parsed.references if can_be_asked(reference)})
        return parsed.to_html(targets=to_targets(answers), anchors=anchors, seed=seed)
