from .browser import NARROW, BrowserTestCase


class CalendarTests(BrowserTestCase):
    def test_the_keyboard_reaches_every_day_by_the_table_and_not_by_the_picture(self):
        page = self.open("/2024/", scripts=False)
        days = page.locator(".heatmap__half a").count()
        self.assertGreater(days, 40)
        self.assertEqual(page.locator('.heatmap__half a:not([tabindex="-1"])').count(), 0)
        page.focus(".heatmap summary")
        page.keyboard.press("Enter")
        self.assertEqual(page.locator(".heatmap__date a:visible").count(), days)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/2024/*/*/")

    def test_a_day_of_the_picture_can_be_clicked(self):
        page = self.open("/2024/")
        page.click(".heatmap__half a >> nth=0")
        self.assertRegex(page.url, r"/2024/\d\d/\d\d/$")

    def test_the_picture_fits_a_phone(self):
        page = self.open("/2024/", width=NARROW)
        for half in page.locator(".heatmap__half").all():
            box = half.bounding_box()
            self.assertLessEqual(box["x"] + box["width"], NARROW)
            self.assertGreater(box["height"], 80)

    def test_the_open_table_has_no_violation(self):
        page = self.open("/2024/", width=NARROW)
        page.click(".heatmap summary")
        self.assertEqual(self.violations(page), [])
        self.assertEqual(self.complaints, [])
