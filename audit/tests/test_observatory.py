from django.test import SimpleTestCase

from audit.figures import are_met
from audit.observatory import figures


def page(*, passed=True, score=130):
    test = {"name": "cookies", "passed": passed, "points": 0 if passed else -20, "said": "Not secure."}
    return {"path": "/", "score": score, "grade": "A+", "tests": [test]}


class FiguresTests(SimpleTestCase):
    def test_each_page_is_told_with_its_score_and_tests(self):
        score, failed = figures([page()])
        self.assertEqual((score.what, score.value), ("/, graded A+", "130"))
        self.assertEqual(score.notes, ("  +0  cookies: Not secure.",))
        self.assertTrue(are_met([score, failed]))

    def test_a_test_that_fails_misses_even_with_a_good_score(self):
        score, failed = figures([page(passed=False)])
        self.assertTrue(score.is_met)
        self.assertEqual(failed.notes, ("/: cookies: Not secure.",))
        self.assertFalse(failed.is_met)

    def test_a_low_score_misses(self):
        self.assertFalse(are_met(figures([page(score=95)])))
