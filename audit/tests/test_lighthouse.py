from django.test import SimpleTestCase

from audit.lighthouse import CATEGORIES, Fault, Reading, figures, read

TIMES = ("largest-contentful-paint", "first-contentful-paint", "total-blocking-time", "server-response-time")


def report(**seo):
    """A report of Lighthouse in which all is well, but for these audits of the category seo."""
    audits = {name: {"score": 1, "numericValue": 900.4, "title": name} for name in TIMES}
    audits["cumulative-layout-shift"] = {"score": 1, "numericValue": 0.01, "title": "Shift"}
    categories = {name: {"score": 1, "auditRefs": []} for name in CATEGORIES}
    for name, (weight, score) in seo.items():
        audits[name] = {"score": score, "title": f"{name} is said", "displayValue": "3 of them"}
        categories["seo"]["auditRefs"].append({"id": name, "weight": weight})
    categories["seo"]["score"] = 0.66
    return {"audits": audits, "categories": categories}


def reading(largest_paint=900.0, performance=100, faults=()):
    scores = dict.fromkeys(CATEGORIES, 100.0) | {"performance": performance}
    times = dict.fromkeys(TIMES[1:], 10.0)
    return Reading(scores, largest_paint, times, 0.0, tuple(faults))


class ReadTests(SimpleTestCase):
    def test_scores_times_and_shift_are_taken_as_they_are(self):
        found = read(report(), set())
        self.assertEqual(found.scores["seo"], 66)
        self.assertEqual(found.largest_paint, 900.4)
        self.assertEqual(found.times["total-blocking-time"], 900.4)
        self.assertEqual(found.shift, 0.01)

    def test_what_was_not_passed_is_named_with_its_weight(self):
        found = read(report(description=(1, 0), heading=(1, 1), manual=(0, None)), set())
        self.assertEqual(
            list(map(str, found.faults)),
            ["seo: description (weight 1): description is said 3 of them"],
        )

    def test_a_page_that_is_hidden_on_purpose_is_judged_by_the_rest(self):
        audits = {"is-crawlable": (4, 0), "description": (1, 0), "heading": (3, 1), "manual": (0, None)}
        found = read(report(**audits), {"is-crawlable"})
        self.assertEqual(found.scores["seo"], 75)
        self.assertEqual([fault.name for fault in found.faults], ["description"])


class FiguresTests(SimpleTestCase):
    def figures(self, *readings, without=frozenset()):
        return {each.what: each for each in figures("timeline", readings, set(without))}

    def test_the_median_of_the_runs_counts(self):
        found = self.figures(reading(1_400.0), reading(999.6), reading(850.0))
        self.assertEqual(found["timeline: largest paint"].value, "1,000 ms")
        self.assertTrue(found["timeline: largest paint"].is_met)
        found = self.figures(reading(performance=99), reading(performance=99), reading())
        self.assertFalse(found["timeline: performance"].is_met)

    def test_faults_stand_with_their_category_and_advice_with_the_paint(self):
        faults = [Fault("seo", "description", 1, "None"), Fault("performance", "blocking", 0, "Four files")]
        found = self.figures(reading(faults=faults))
        self.assertEqual(found["timeline: seo"].notes, ("seo: description (weight 1): None",))
        self.assertEqual(
            found["timeline: largest paint"].notes,
            ("performance: blocking (advice, no weight): Four files",),
        )

    def test_what_was_left_out_is_said(self):
        found = self.figures(reading(), without={"is-crawlable"})
        self.assertIn("timeline: seo, but for is-crawlable", found)
