from datetime import date
from unittest.mock import patch

from django.test import TestCase

from notes.tests.factories import create_entry
from papers.merging import MergeProblem, merge, undo
from papers.models import Author, Identifier, Merge, Paper, ReadingEvent
from passages.models import Permalink, indexing
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_author, create_paper


def create_two():
    """A preprint and the journal article that it became, both with all that a work can have."""
    topics = [create_topic(title="Language", slug="language"), create_topic(title="Vision", slug="vision")]
    kept = create_paper(
        title="Attention",
        slug="attention",
        body="Kept words",
        identifiers=[("arxiv", "1706.03762")],
        tags=["llm"],
        topics=topics[:1],
        issued_year=2017,
        container_title="arXiv",
    )
    gone = create_paper(
        title="Attention is all",
        slug="attention-is-all",
        body='## Chapter 1 (p. 3)\n\n* "Quoted words',
        authors=["Shazeer, Noam"],
        identifiers=[("doi", "10.1000/attention")],
        tags=["llm", "vision"],
        topics=topics,
        issued_year=2017,
        issued_month=6,
        container_title="NeurIPS",
        volume="30",
        publisher="Curran",
        citation_key="shazeer",
        status="read",
        visibility="unlisted",
    )
    ReadingEvent.objects.create(paper=gone, kind="finished", happened_on=date(2020, 1, 2))
    gone.keep_address("/old/")
    return kept, gone


def state(paper):
    """All that is said of a work."""
    left_out = ("id", "updated_at", "body_html", "citations")
    fields = [field.name for field in Paper._meta.concrete_fields if field.name not in left_out]
    return {name: getattr(paper, name) for name in fields} | {
        "byline": [str(line) for line in paper.authorships.all()],
        "identifiers": [str(identifier) for identifier in paper.identifiers.all()],
        "tags": {tag.name for tag in paper.tags.all()},
        "topics": [topic.slug for topic in paper.topics.all()],
        "events": [event.happened_on for event in paper.reading_events.all()],
        "permalinks": [permalink.path for permalink in paper.permalinks.all()],
        "anchors": [passage.anchor for passage in paper.passages.order_by("position")],
        "entries": [entry.pk for entry in paper.entries.all()],
    }


class MergingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept, cls.gone = create_two()
        cls.entry = create_entry(
            body="[[attention-is-all]], @shazeer, [it](/papers/attention-is-all/), "
            "https://doi.org/10.1000/attention"
        )
        cls.anchors = list(cls.gone.passages.order_by("position").values_list("anchor", flat=True))

    def merge(self, **options):
        made = merge(self.kept, self.gone, **options)
        self.kept.refresh_from_db()
        return made

    def test_identifiers_tags_topics_and_events_are_joined(self):
        self.merge()
        now = state(self.kept)
        self.assertEqual(now["identifiers"], ["arXiv 1706.03762", "DOI 10.1000/attention"])
        self.assertEqual(now["tags"], {"llm", "vision"})
        self.assertEqual(now["topics"], ["language", "vision"])
        self.assertEqual(now["events"], [date(2020, 1, 2)])
        self.assertFalse(Paper.objects.filter(pk=self.gone.pk).exists())

    def test_empty_values_are_filled_and_others_stay(self):
        self.merge()
        said = {name: getattr(self.kept, name) for name in ("title", "issued_month", "publisher", "status")}
        self.assertEqual(
            said, {"title": "Attention", "issued_month": 6, "publisher": "Curran", "status": "read"}
        )

    def test_a_volume_is_not_taken_from_another_journal(self):
        self.merge()
        self.assertEqual((self.kept.container_title, self.kept.volume), ("arXiv", ""))

    def test_what_was_said_otherwise_is_remembered(self):
        differences = dict(self.merge().differences)
        self.assertEqual(differences["title"], "Attention is all")
        self.assertEqual((differences["appeared in"], differences["volume"]), ("NeurIPS", "30"))
        self.assertEqual(differences["byline"], "Noam Shazeer")
        self.assertNotIn("type", differences)

    def test_the_byline_of_the_one_that_stays_is_kept(self):
        self.merge()
        self.assertEqual(state(self.kept)["byline"], ["Ashish Vaswani"])

    def test_a_work_without_a_byline_takes_that_of_the_other(self):
        self.kept.authorships.all().delete()
        Paper.objects.filter(pk=self.gone.pk).update(has_other_authors=True)
        self.merge()
        self.assertEqual(state(self.kept)["byline"], ["Noam Shazeer"])
        self.assertTrue(self.kept.has_other_authors)

    def test_the_more_private_of_the_two_holds(self):
        self.merge()
        self.assertEqual(self.kept.visibility, "unlisted")
        self.assertEqual(set(self.kept.passages.values_list("visibility", flat=True)), {"unlisted"})

    def test_texts_are_joined_and_every_block_keeps_its_address(self):
        own = self.kept.passages.get().anchor
        self.merge()
        self.assertEqual(self.kept.body, 'Kept words\n\n---\n\n## Chapter 1 (p. 3)\n\n* "Quoted words')
        self.assertEqual(state(self.kept)["anchors"], [own, *self.anchors])
        self.assertIn(f'id="{self.anchors[1]}"', self.kept.body_html)

    def test_former_addresses_redirect(self):
        Paper.objects.update(visibility="public")
        self.merge()
        for path in ("/papers/attention-is-all/", "/old/", "/papers/attention-is-all/feed.atom"):
            tail = "feed.atom" if path.endswith("atom") else ""
            self.assertRedirects(self.client.get(path), f"/papers/attention/{tail}", status_code=301)

    def test_a_private_work_has_no_former_addresses_for_readers(self):
        Paper.objects.filter(pk=self.gone.pk).update(visibility="private")
        self.merge()
        self.assertEqual(self.client.get("/papers/attention-is-all/").status_code, 404)

    def test_texts_that_mean_it_mention_the_one_that_stays(self):
        Paper.objects.update(visibility="public")
        self.merge()
        self.entry.refresh_from_db()
        self.assertEqual(list(self.entry.papers.all()), [self.kept])
        self.assertEqual(self.entry.body_html.count('href="/papers/attention/"'), 3)
        self.assertEqual({mention.target for mention in self.kept.mentions.all()}, {self.kept})
        self.assertEqual(self.kept.mentions.count(), 4)

    def test_texts_written_later_find_it_under_either_key_too(self):
        Paper.objects.filter(pk=self.kept.pk).update(citation_key="own")
        self.merge()
        entry = create_entry(body="@shazeer, @own, [[attention-is-all]] and @nobody")
        self.assertEqual(list(entry.papers.all()), [self.kept])
        self.assertEqual(self.kept.mentions.filter(passage__owner_id=entry.pk).count(), 3)

    def test_a_work_without_a_key_takes_that_of_the_other(self):
        self.merge()
        self.assertEqual(self.kept.citation_key, "shazeer")

    def test_a_text_that_refers_to_the_other_is_joined_with_it(self):
        self.kept.body = "See [[attention-is-all]]"
        self.kept.save()
        self.merge()
        self.assertEqual(len(state(self.kept)["anchors"]), 3)

    def test_a_search_finds_it_by_the_words_of_both(self):
        Paper.objects.update(visibility="public")
        self.merge()
        for words in ("quoted+words", "kept+words", "curran"):
            self.assertContains(self.client.get(f"/search/?q={words}"), "/papers/attention/")

    def test_a_work_is_not_merged_into_itself(self):
        with self.assertRaises(MergeProblem):
            merge(self.kept, self.kept)

    def test_texts_that_are_too_long_together_are_left_apart(self):
        with patch("papers.merging.merge.LONGEST_BODY", 20), self.assertRaises(MergeProblem):
            self.merge()
        self.assertEqual((Paper.objects.count(), Merge.objects.count()), (2, 0))

    def test_who_did_it_is_remembered(self):
        owner = create_owner()
        self.assertEqual(self.merge(by=owner).merged_by, owner)


class UndoingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept, cls.gone = create_two()
        create_entry(body="[[attention-is-all]] and @shazeer at https://doi.org/10.1000/attention")
        create_entry(body="[[attention]]")

    def both(self):
        return [state(paper) for paper in Paper.objects.order_by("slug")]

    def test_works_are_indexed_once(self):
        made = merge(self.kept, self.gone)
        with patch.object(indexing, "index_chunk", wraps=indexing.index_chunk) as index:
            undo(made)
        self.assertEqual([call.args[0] for call in index.call_args_list].count(Paper), 1)

    def test_both_are_as_they_were(self):
        before = self.both()
        self.gone.refresh_from_db()
        result = undo(merge(self.kept, self.gone))
        self.assertEqual(self.both(), before)
        self.assertEqual((result.remarks, result.paper.pk), ([], self.gone.pk))
        back = Paper.objects.get(pk=self.gone.pk)
        self.assertEqual((back.updated_at, back.body_html), (self.gone.updated_at, self.gone.body_html))
        self.assertFalse(Merge.objects.exists())
        self.assertFalse(Permalink.objects.filter(path="/papers/attention-is-all/").exists())

    def test_both_are_as_they_were_the_other_way_round(self):
        before = self.both()
        undo(merge(self.gone, self.kept))
        self.assertEqual(self.both(), before)

    def test_what_was_hidden_since_does_not_come_back_in_public(self):
        made = merge(self.kept, self.gone)
        Paper.objects.filter(pk=self.kept.pk).update(visibility="private")
        result = undo(made)
        self.assertEqual(result.paper.visibility, "private")
        self.assertEqual(len(result.remarks), 1)

    def test_the_newest_event_of_both_gives_the_status_until_then(self):
        ReadingEvent.objects.create(paper=self.kept, kind="started", happened_on=date(2020, 1, 1))
        ReadingEvent.objects.create(paper=self.gone, kind="finished", happened_on=date(2021, 1, 1))
        before = self.both()
        made = merge(Paper.objects.get(pk=self.kept.pk), Paper.objects.get(pk=self.gone.pk))
        self.assertEqual(Paper.objects.get().status, "read")
        undo(made)
        self.assertEqual(self.both(), before)

    def test_a_byline_that_was_taken_goes_back(self):
        self.kept.authorships.all().delete()
        before = self.both()
        undo(merge(self.kept, self.gone))
        self.assertEqual(self.both(), before)

    def test_it_stands_at_its_address_again(self):
        undo(merge(self.kept, self.gone))
        self.assertEqual(self.client.get("/papers/attention-is-all/").status_code, 200)

    def test_its_blocks_keep_edited_anchors(self):
        self.gone.body = self.gone.body.replace("Quoted", "Well quoted")
        self.gone.save()
        before = self.both()
        undo(merge(self.kept, self.gone))
        self.assertEqual(self.both(), before)

    def test_what_was_written_since_stays(self):
        made = merge(self.kept, self.gone)
        paper = Paper.objects.get()
        paper.body, paper.publisher = f"New words\n\n{paper.body}", "Mine"
        paper.save()
        self.assertEqual(undo(made).remarks, [])
        self.kept.refresh_from_db()
        self.assertEqual((self.kept.body, self.kept.publisher), ("New words\n\nKept words", "Mine"))

    def test_a_text_that_was_changed_stays_and_it_is_said(self):
        made = merge(self.kept, self.gone)
        paper = Paper.objects.get()
        paper.body = "All new"
        paper.save()
        self.assertEqual(
            undo(made).remarks, ["The text of “Attention” was changed since and stays as it is."]
        )
        self.kept.refresh_from_db()
        self.assertEqual(self.kept.body, "All new")

    def test_what_others_have_now_is_said(self):
        made = merge(self.kept, self.gone)
        paper = Paper.objects.get()
        paper.citation_key = None
        paper.save()
        taker = create_paper(title="Taker", slug="attention-is-all", citation_key="shazeer")
        Identifier.objects.filter(scheme="doi").update(paper=taker)
        result = undo(made)
        self.assertEqual(
            result.remarks,
            [
                "Another work stands at /papers/attention-is-all/ now.",
                "Another work has the key shazeer now.",
                "DOI 10.1000/attention belongs to “Taker” now.",
            ],
        )
        self.assertEqual(result.paper.slug, "attention-is-all-2")
        self.assertEqual(taker.identifiers.count(), 1)

    def test_an_author_who_is_gone_comes_back(self):
        made = merge(self.kept, self.gone)
        Author.objects.filter(family="Shazeer").delete()
        paper = undo(made).paper
        self.assertEqual(state(paper)["byline"], ["Noam Shazeer"])

    def test_a_merge_of_what_was_merged_is_undone_step_by_step(self):
        third = create_paper(title="Third", slug="third", body="Third words", authors=[])
        before = self.both()
        first, second = merge(third, self.gone), merge(self.kept, third)
        self.assertEqual(set(Merge.objects.values_list("paper", flat=True)), {self.kept.pk})
        undo(second)
        self.assertEqual(Merge.objects.get().paper, third)
        undo(first)
        self.assertEqual(self.both(), before)

    def test_the_earlier_of_two_merges_can_be_undone_first(self):
        third = create_paper(title="Third", slug="third", body="Third words", authors=[])
        before = self.both()
        first, second = merge(third, self.gone), merge(self.kept, third)
        undo(first)
        self.assertIn("The text of “Attention” was changed since and stays as it is.", undo(second).remarks)
        names = ("title", "identifiers", "events", "permalinks")
        for now, then in zip(self.both(), before, strict=True):
            self.assertEqual({name: now[name] for name in names}, {name: then[name] for name in names})

    def test_three_in_one_are_taken_apart(self):
        third = create_paper(title="Third", slug="third", body="Third words", authors=["Third, T."])
        before = self.both()
        made = [merge(self.kept, self.gone), merge(self.kept, third)]
        for each in made:
            undo(each)
        self.assertEqual(self.both(), before)

    def test_an_author_merged_since_is_found_under_the_old_name(self):
        made = merge(self.kept, self.gone)
        author = create_author(name="Shazeer, N.")
        author.variants.create(given="Noam", family="Shazeer")
        Author.objects.filter(given="Noam").delete()
        self.assertEqual(undo(made).paper.authorships.get().author, author)
