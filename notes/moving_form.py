from collections.abc import Iterator
from datetime import date

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from passages.changing import Part
from passages.changing_form import ChangeForm

from .models import EARLIEST
from .moving import Move

MOST_DAYS = 400_000


class MovingForm(ChangeForm):
    """Entries can also be moved to another day."""

    day = forms.DateField(
        label=_("Move to the day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(EARLIEST)],
    )
    days = forms.IntegerField(
        label=_("Move by days"),
        required=False,
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text=_("Such as 7, or -1 for the day before."),
    )

    def clean_days(self) -> int:
        """No entry may leave the days that there are."""
        days = self.cleaned_data["days"] or 0
        ends = self.documents.aggregate(first=Min("read_on"), last=Max("read_on"))
        first, last = (end.toordinal() + days for end in ends.values())
        if days and not EARLIEST.toordinal() <= first <= last <= date.max.toordinal():
            raise forms.ValidationError(
                _("That would take an entry out of the calendar, which goes from the year 1000 to 9999.")
            )
        return days

    def clean(self) -> None:
        if self.cleaned_data.get("day") and self.cleaned_data.get("days"):
            self.add_error("days", _("Move them to one day or by a number of days, not both."))
        super().clean()

    def each_part(self) -> Iterator[Part]:
        yield from super().each_part()
        day, days = (self.cleaned_data.get(name) for name in ("day", "days"))
        if day or days:
            yield Move(day, 0 if day else days or 0)
