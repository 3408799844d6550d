from datetime import UTC, datetime

from django.contrib.contenttypes.models import ContentType
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from backups.rows import columns_of, count_on_from, fields_of, highest_key, read_rows, write_rows
from backups.values import convert, from_line, readers, to_line
from history.models import Version
from papers.models import Author
from papers.tests.factories import create_paper
from tests.examples import examples

ALIAS = "default"
# PostgreSQL keeps no NUL, and of JSON's numbers the value only, not how they were written.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(-1e9, 1e9, allow_subnormal=False)
JSON = st.dictionaries(TEXTS, TEXTS | NUMBERS | st.booleans() | st.lists(TEXTS | st.none()), max_size=4)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))


class RoundTripTests(HypothesisTestCase):
    """Rows as lines and back into the same table."""

    @settings(deadline=None, max_examples=examples(40))
    @given(st.lists(st.tuples(TEXTS, JSON, MOMENTS, st.integers(1, 2**63 - 1)), min_size=1, max_size=5))
    def test_rows_come_back_equal(self, rows):
        owner_type = ContentType.objects.get_for_model(Author)
        Version.objects.bulk_create(
            Version(
                owner_type=owner_type,
                owner_id=key,
                title=text[:100],
                note=text[:100],
                values=values,
                saved_at=moment,
            )
            for text, values, moment, key in rows
        )
        before = list(read_rows(Version, ALIAS))
        lines = [to_line(row) for row in before]
        Version.objects.all().delete()
        converts = readers(fields_of(Version))
        write_rows(Version, ALIAS, [convert(from_line(line, len(converts)), converts) for line in lines])
        self.assertEqual(list(read_rows(Version, ALIAS)), before)


class RowsTests(TestCase):
    def test_writing_a_row_saves_nothing_else(self):
        """No default, no moment of saving, no version, nothing derived."""
        create_paper(title="Kept", body="“Words”")
        model = type(create_paper(title="Other"))
        rows = [dict(zip(columns_of(model), row, strict=True)) for row in read_rows(model, ALIAS)]
        model.objects.all().delete()
        Version.objects.all().delete()
        row = rows[0] | {"updated_at": datetime(1999, 1, 1, tzinfo=UTC), "body_html": "<p>old</p>"}
        write_rows(model, ALIAS, [list(row.values())])
        paper = model.objects.get(pk=row["id"])
        self.assertEqual((paper.updated_at.year, paper.body_html), (1999, "<p>old</p>"))
        self.assertEqual((paper.passages.count(), Version.objects.count()), (0, 0))

    def test_keys_that_were_given_are_not_given_again(self):
        last = Author.objects.create(literal="Last")
        highest = last.pk
        last.delete()
        self.assertEqual(highest_key(Author, ALIAS), highest)
        count_on_from(Author, ALIAS, highest + 7)
        self.assertEqual(Author.objects.create(literal="Next").pk, highest + 8)

    def test_json_null_stays_apart_from_no_value(self):
        version = Version.objects.create(owner_type=ContentType.objects.first(), owner_id=1)
        row = dict(zip(columns_of(Version), next(read_rows(Version, ALIAS)), strict=True))
        version.delete()
        write_rows(Version, ALIAS, [list((row | {"values": None}).values())])
        self.assertIsNone(Version.objects.get().values)
