from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.management.commands import render
from passages.models import Mention, Passage
from topics.models import Topic
from topics.tests.factories import create_topic

from .derived import html_of, targets_of


class RenderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="LoRA", body="# One")
        cls.paper = create_paper(body="[[lora]]")
        cls.entries = [create_entry(body=f"{number} [[lora]]") for number in range(render.CHUNK + 1)]

    def render(self):
        said = StringIO()
        call_command("render", stdout=said)
        return said.getvalue()

    def test_every_text_is_derived_again(self):
        before = [html_of(document) for document in (self.topic, self.paper, *self.entries)]
        for model in (Topic, Paper, Entry):
            model.objects.update(body_html="")
        Passage.objects.all().delete()
        self.render()
        self.assertEqual([html_of(document) for document in (self.topic, self.paper, *self.entries)], before)
        self.assertEqual(targets_of(self.entries[-1]), [self.topic])

    def test_it_says_how_many(self):
        self.assertEqual(self.render(), f"{render.CHUNK + 3} texts rendered.\n")

    def test_what_was_right_stays_as_it_is(self):
        before = [list(model.objects.order_by("pk").values()) for model in (Passage, Mention)]
        self.render()
        self.assertEqual(
            [list(model.objects.order_by("pk").values()) for model in (Passage, Mention)], before
        )

    def test_texts_and_times_stay(self):
        before = list(Entry.objects.order_by("pk").values("body", "updated_at"))
        self.render()
        self.assertEqual(list(Entry.objects.order_by("pk").values("body", "updated_at")), before)
