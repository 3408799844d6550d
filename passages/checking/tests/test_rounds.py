from django.test import SimpleTestCase

from passages.checking.rounds import Ask, Rounds


class RoundsTests(SimpleTestCase):
    def setUp(self):
        self.now = 100.0

    def rounds(self, *names):
        """Asks named after their host and a number: “a1”."""
        return Rounds([Ask(name, name[0]) for name in names], clock=lambda: self.now)

    def take_all(self, rounds):
        """What is asked, and when, if every answer comes at once."""
        asked = []
        while (seconds := rounds.seconds()) is not None:
            self.now += seconds
            ask = rounds.take()
            asked.append((ask.url, self.now - 100))
            rounds.done(ask)
        return asked

    def test_hosts_take_turns_and_none_waits_for_another(self):
        asked = self.take_all(self.rounds("a1", "a2", "a3", "b1", "b2", "c1"))
        self.assertEqual(asked, [("a1", 0), ("b1", 0), ("c1", 0), ("a2", 1), ("b2", 1), ("a3", 2)])

    def test_no_host_is_asked_twice_at_once(self):
        rounds = self.rounds("a1", "a2")
        ask = rounds.take()
        self.now += 60
        self.assertIsNone(rounds.take())
        self.assertIsNone(rounds.seconds())
        rounds.done(ask)
        self.assertEqual(rounds.seconds(), 1)

    def test_a_busy_host_is_asked_again_when_it_said(self):
        rounds = self.rounds("a1", "a2", "b1")
        rounds.again(rounds.take(), 30)
        self.assertEqual(self.take_all(rounds), [("b1", 0), ("a1", 30), ("a2", 31)])

    def test_again_is_not_before_a_second_has_passed(self):
        rounds = self.rounds("a1")
        rounds.again(rounds.take(), 0)
        self.assertEqual(rounds.seconds(), 1)

    def test_a_host_can_be_spared_the_rest(self):
        rounds = self.rounds("a1", "a2", "a3", "b1")
        ask = rounds.take()
        self.assertEqual([spared.url for spared in rounds.drop("a")], ["a2", "a3"])
        rounds.done(ask)
        self.assertEqual(self.take_all(rounds), [("b1", 0)])
