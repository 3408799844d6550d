from typing import Any

from django.db import models
from django.utils.safestring import SafeString

from markup.stored import stored_html


class RenderedField(models.TextField):
    """HTML that `markup` has made from a text, and nothing else; a template prints it as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"blank": True, "editable": False})

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> SafeString | None:
        return None if value is None else stored_html(value)
