from django.test import SimpleTestCase

from web.pace import Pace


class PaceTests(SimpleTestCase):
    def setUp(self):
        self.now, self.slept = 100.0, []
        self.pace = Pace(clock=lambda: self.now, sleep=self.sleep)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def test_a_host_is_asked_once_a_second(self):
        for _ in range(3):
            self.pace.wait_for("example.org")
        self.assertEqual(self.slept, [1.0, 1.0])

    def test_two_hosts_do_not_wait_for_each_other(self):
        for host in ("a.example", "b.example"):
            self.pace.wait_for(host)
        self.assertEqual(self.slept, [])

    def test_nobody_waits_whose_turn_has_come(self):
        self.pace.wait_for("example.org")
        self.now += 5
        self.pace.wait_for("example.org")
        self.assertEqual(self.slept, [])

    def test_arxiv_asks_for_three_seconds(self):
        for _ in range(2):
            self.pace.wait_for("export.arxiv.org")
        self.assertEqual(self.slept, [3.0])
