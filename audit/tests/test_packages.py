from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from unittest import mock

from django.test import SimpleTestCase

from audit.packages import figures, judge

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
KNOWN = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "gone", "skip_reason": "Dependency not found on PyPI"}


class FiguresTests(SimpleTestCase):
    def test_no_vulnerability_passes(self):
        [figure] = figures([CLEAN])
        self.assertEqual((figure.value, figure.is_met), ("0", True))

    def test_one_misses_and_is_told_with_its_mending(self):
        [figure] = figures([CLEAN, KNOWN])
        self.assertFalse(figure.is_met)
        self.assertEqual(figure.notes, ("old 1.0: PYSEC-1, mended in 1.1",))

    def test_what_got_no_answer_has_not_passed(self):
        for asked in ([SKIPPED], [CLEAN, SKIPPED]):
            vulnerabilities, skipped = figures(asked)
            self.assertEqual((vulnerabilities.value, vulnerabilities.is_met), ("not measured", None))
            self.assertEqual(skipped.value, f"1 of {len(asked)}")

    def test_nothing_asked_has_not_passed(self):
        self.assertEqual([each.is_met for each in figures([])], [None])

    def test_one_misses_whatever_else_got_no_answer(self):
        self.assertEqual([each.is_met for each in figures([KNOWN, SKIPPED])], [False, None])


class JudgeTests(SimpleTestCase):
    def judge(self, **outcome):
        with mock.patch("subprocess.run", **outcome):
            [figure] = judge(Path("requirements.txt"))
        return figure.value, figure.is_met, figure.notes

    def test_a_program_that_fails_has_not_passed(self):
        failed = CompletedProcess([], 1, "", "ERROR: no connection\n")
        self.assertEqual(self.judge(return_value=failed), ("not measured", None, ("ERROR: no connection",)))

    def test_one_that_waits_too_long_has_not_passed(self):
        late = self.judge(side_effect=TimeoutExpired("pip_audit", 300))
        self.assertEqual(late, ("not measured", None, ("PyPI did not answer within 300 s",)))
