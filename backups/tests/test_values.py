from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from backups.problems import BackupError
from backups.values import convert, from_line, readers, to_line, to_lines

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


class LineTests(SimpleTestCase):
    @settings(deadline=None)
    @given(st.lists(JSON))
    def test_what_json_knows_comes_back(self, row):
        self.assertEqual(from_line(to_line(row), len(row)), row)

    @settings(deadline=None)
    @given(st.lists(TEXTS))
    def test_a_row_is_one_line(self, row):
        self.assertEqual(to_line(row).count(b"\n"), 1)

    @settings(deadline=None)
    @given(st.lists(st.lists(TEXTS, max_size=3), max_size=5), st.integers(1, 9))
    def test_lines_are_found_wherever_the_stream_is_divided(self, rows, size):
        lines = [to_line(row) for row in rows]
        stream = b"".join(lines)
        chunks = [stream[start : start + size] for start in range(0, len(stream), size)]
        self.assertEqual([line + b"\n" for line in to_lines(chunks)], lines)

    def test_a_line_without_an_end_is_refused(self):
        with self.assertRaisesMessage(BackupError, "its last row is cut"):
            list(to_lines([b"[1]\n[", b"2"]))

    def test_what_is_no_row_of_that_length_is_refused(self):
        for line in (b"", b"{}", b"[1", b"[1]", b"[1,2,3]", b"\xff", b"[" * 100_000):
            with self.subTest(line[:10]), self.assertRaisesMessage(BackupError, "cannot be read"):
                from_line(line, 2)

    def test_an_unknown_kind_of_value_is_told(self):
        with self.assertRaisesMessage(BackupError, "A value of the type set cannot be written"):
            to_line([{1}])


class FieldTests(SimpleTestCase):
    """Values that JSON does not know come back through their fields."""

    def test_each_kind_comes_back_equal(self):
        pairs = [
            (models.DateField(), date(1936, 2, 29)),
            (models.DateTimeField(), datetime(2023, 3, 11, 9, 8, 7, 654321, tzinfo=UTC)),
            (models.DurationField(), timedelta(days=-3, seconds=5, microseconds=7)),
            (models.UUIDField(), UUID("12345678-1234-5678-1234-567812345678")),
            (models.DecimalField(max_digits=40, decimal_places=20), Decimal("1.00000000000000000001")),
            (models.BigIntegerField(), 2**63 - 1),
            (models.FloatField(), 0.1 + 0.2),
            (models.BooleanField(), False),
            (models.CharField(), " kept "),
            (models.JSONField(), {"z": 1, "a": [None, 10**40]}),
            (models.DateField(null=True), None),
        ]
        fields, values = zip(*pairs, strict=True)
        row = from_line(to_line(values), len(values))
        self.assertEqual(convert(row, readers(fields)), list(values))

    def test_bytes_come_back_equal(self):
        row = from_line(to_line([bytes(range(256))]), 1)
        self.assertEqual(bytes(convert(row, readers([models.BinaryField()]))[0]), bytes(range(256)))
