from unittest import TestCase

from drills.ledger import Draft, Ledger


class LedgerTests(TestCase):
    def test_what_was_tried_after_the_last_acknowledged_revision_may_stand_there(self):
        ledger = Ledger()
        for number in range(3):
            ledger.note_try(Draft("zq1", number))
            if number == 1:
                ledger.acknowledge(Draft("zq1", number))
        kept = Ledger.from_json(ledger.to_json()).entries["zq1"]
        self.assertEqual([kept.allows(number) for number in (None, 0, 1, 2)], [False, False, True, True])

    def test_what_was_never_acknowledged_may_be_missing(self):
        ledger = Ledger()
        ledger.note_try(Draft("zq1"))
        self.assertTrue(ledger.entries["zq1"].allows(None))
        self.assertTrue(ledger.entries["zq1"].allows(0))
