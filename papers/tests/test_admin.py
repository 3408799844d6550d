from unittest.mock import patch

import pytest
from django.test import TestCase
from django.urls import reverse

from notes.tests.factories import create_entry
from papers.models import Author, Authorship, Paper
from passages.models import indexing
from passages.tests.factories import create_owner, create_reader
from topics.tests.factories import create_topic

from .factories import create_author, create_paper

ADD = reverse("admin:papers_paper_add")


def rows(prefix, *forms, initial=0):
    """What a browser sends of the rows of an inline."""
    sent = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    return sent | {
        f"{prefix}-{i}-{name}": value for i, form in enumerate(forms) for name, value in form.items()
    }


@pytest.mark.once
class PaperFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author = create_author(name="Vaswani, Ashish")
        cls.user = create_owner()

    def setUp(self):
        self.client.force_login(self.user)

    def post(self, path=ADD, *, authorships=(), identifiers=(), events=(), initial=0, **fields):
        typed = {"title": "Attention", "type": "article", "visibility": "public"} | fields
        typed |= rows("authorships", *authorships) | rows("identifiers", *identifiers, initial=initial)
        typed |= rows("reading_events", *events)
        return self.client.post(path, typed)

    def errors(self, response, prefix="identifiers"):
        """The errors in the rows of an inline and those of the inline as a whole."""
        self.assertEqual(response.status_code, 200)
        formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
        formset = next(formset for formset in formsets if formset.prefix == prefix)
        return [dict(errors) for errors in formset.errors], formset.non_form_errors()

    def test_a_title_is_enough(self):
        self.assertRedirects(self.post(), reverse("admin:papers_paper_changelist"))
        self.assertEqual(Paper.objects.get().get_absolute_url(), "/papers/attention/")

    def test_with_all_its_rows_it_is_indexed_once(self):
        authors = [self.author, create_author(name="Shazeer, Noam")]
        lines = [{"position": place, "author": author.pk} for place, author in enumerate(authors)]
        arxiv = {"scheme": "arxiv", "value": "1706.03762"}
        with patch.object(indexing, "index_chunk", wraps=indexing.index_chunk) as index:
            self.post(authorships=lines, identifiers=[arxiv], tags="llm", topics=[create_topic().pk])
        self.assertEqual([call.args[0] for call in index.call_args_list].count(Paper), 1)
        self.assertIn("Shazeer", Paper.objects.get().citations["apa"])

    def test_saving_with_byline_and_identifiers_derives_everything(self):
        entry = create_entry(body="Read https://arxiv.org/pdf/1706.03762v1 as @vaswani says")
        self.post(
            body="“Quoted",
            citation_key="vaswani",
            issued_year=2017,
            tags="llm",
            topics=[create_topic().pk],
            authorships=[{"position": 0, "author": self.author.pk}],
            identifiers=[{"scheme": "arxiv", "value": "arXiv:1706.03762v5"}],
        )
        paper = Paper.objects.get()
        entry.refresh_from_db()
        self.assertEqual(paper.passages.get().kind, "quotation")
        self.assertEqual(list(entry.papers.all()), [paper])
        self.assertIn(">Vaswani 2017</a>", entry.body_html)

    def test_an_identifier_is_shown_in_normal_form_after_saving(self):
        self.post(identifiers=[{"scheme": "url", "value": "https://doi.org/10.1093/MIND/x"}])
        self.assertEqual(str(Paper.objects.get().identifiers.get()), "DOI 10.1093/mind/x")

    def test_a_doi_that_another_work_has_is_an_error_in_its_row(self):
        create_paper(title="Another", identifiers=[("doi", "10.1093/mind/x")])
        response = self.post(identifiers=[{"scheme": "doi", "value": "https://doi.org/10.1093/MIND/x"}])
        self.assertEqual(self.errors(response)[0], [{"__all__": ["This DOI belongs to “Another” already."]}])
        self.assertContains(response, 'value="https://doi.org/10.1093/MIND/x"')

    def test_one_identifier_in_two_spellings_is_an_error_of_the_inline(self):
        spellings = [
            {"scheme": "arxiv", "value": "1706.03762"},
            {"scheme": "arxiv", "value": "arXiv:1706.03762v5"},
        ]
        response = self.post(identifiers=spellings)
        self.assertEqual(self.errors(response)[1], ["The same identifier stands here twice."])
        self.assertContains(response, 'value="arXiv:1706.03762v5"')

    def test_an_identifier_and_its_address_are_the_same_too(self):
        spellings = [
            {"scheme": "arxiv", "value": "1706.03762"},
            {"scheme": "url", "value": "arxiv.org/abs/1706.03762"},
        ]
        spellings[1]["value"] = "https://arxiv.org/abs/1706.03762"
        self.assertEqual(
            self.errors(self.post(identifiers=spellings))[1], ["The same identifier stands here twice."]
        )

    def test_what_its_scheme_cannot_hold_is_an_error_at_the_value(self):
        for scheme, text in (
            ("doi", "no DOI"),
            ("isbn", "no ISBN"),
            ("url", "no address"),
            ("arxiv", "no arXiv number"),
        ):
            with self.subTest(scheme):
                errors, _ = self.errors(self.post(identifiers=[{"scheme": scheme, "value": "nonsense"}]))
                self.assertIn(text, str(errors[0]["value"]))

    def test_a_value_without_a_scheme_is_an_error_at_the_scheme_only(self):
        errors, _ = self.errors(self.post(identifiers=[{"scheme": "", "value": "1706.03762"}]))
        self.assertEqual(list(errors[0]), ["scheme"])

    def test_an_author_twice_in_a_byline_is_an_error(self):
        line = {"position": 0, "author": self.author.pk}
        _, errors = self.errors(self.post(authorships=[line, line]), "authorships")
        self.assertEqual(len(errors), 1)

    def test_a_day_without_its_month_is_an_error(self):
        response = self.post(issued_year=2017, issued_day=12)
        self.assertContains(response, "A day needs its month.")

    def test_an_error_keeps_what_was_typed(self):
        response = self.post(title="", container_title="NeurIPS", tags="kept")
        self.assertContains(response, 'value="NeurIPS"')
        self.assertContains(response, 'value="kept"')

    def test_a_null_character_is_an_error(self):
        self.assertContains(self.post(body="a\0b"), "Null characters are not allowed")
        self.assertContains(self.post(abstract="a\0b"), "Null characters are not allowed")

    def test_an_identifier_can_be_taken_off(self):
        paper = create_paper(title="Attention", identifiers=[("arxiv", "1706.03762")])
        entry = create_entry(body="https://arxiv.org/abs/1706.03762")
        identifier = paper.identifiers.get()
        row = {
            "id": identifier.pk,
            "paper": paper.pk,
            "scheme": "arxiv",
            "value": identifier.value,
            "DELETE": "on",
        }
        path = reverse("admin:papers_paper_change", args=[paper.pk])
        self.post(path, identifiers=[row], initial=1, slug=paper.slug)
        self.assertFalse(entry.papers.exists())

    def test_an_event_that_is_entered_gives_the_status(self):
        event = {"happened_on": "2023-03-11", "kind": "progress", "locator": "p. 53"}
        self.post(status="to read", events=[event])
        paper = Paper.objects.get()
        self.assertEqual((paper.status, str(paper.reading_events.get())), ("reading", "progress p. 53"))

    def test_events_of_the_log_are_shown_with_their_text_and_not_edited(self):
        paper = create_paper(slug="attention")
        create_entry(body="[[attention]], up to p. 53", visibility="private")
        path = reverse("admin:papers_paper_change", args=[paper.pk])
        self.assertContains(self.client.get(path), ">attention, up to p. 53</a>")
        self.assertContains(self.client.get(path), 'name="reading_events-TOTAL_FORMS" value="0"')
        editor = create_reader(may_change=["paper"])
        editor.is_staff = True
        editor.save()
        self.client.force_login(editor)
        self.assertNotContains(self.client.get(path), "up to p. 53")


class AuthorFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = create_owner()

    def post(self, *, works=(), **fields):
        self.client.force_login(self.user)
        return self.client.post(
            reverse("admin:papers_author_add"), fields | rows("authorships", *works) | rows("variants")
        )

    def test_works_are_completed_while_typing(self):
        create_paper(title="Attention")
        self.client.force_login(self.user)
        asked = {"app_label": "papers", "model_name": "authorship", "field_name": "paper", "term": "att"}
        results = self.client.get("/admin/autocomplete/", asked).json()["results"]
        self.assertEqual([result["text"] for result in results], ["Attention"])

    def test_works_are_saved_with_their_place_in_the_byline(self):
        paper = create_paper(citation_key="key")
        entry = create_entry(body="As @key says")
        self.post(family="Shazeer", works=[{"paper": paper.pk, "position": 1}])
        entry.refresh_from_db()
        self.assertEqual([str(line) for line in paper.authorships.all()], ["Ashish Vaswani", "Shazeer"])
        self.assertIn(">Vaswani and Shazeer</a>", entry.body_html)

    def test_a_family_name_is_enough(self):
        self.assertEqual(self.post(family="Plato").status_code, 302)
        self.assertEqual(Author.objects.get().slug, "plato")

    def test_no_name_and_two_names_are_errors(self):
        for names in ({}, {"family": "Lee", "literal": "Lee"}, {"given": "Kim"}):
            with self.subTest(names):
                self.assertContains(
                    self.post(**names), "Give a family name or a literal name, one of the two."
                )

    def test_an_orcid_that_is_none_is_an_error(self):
        self.assertContains(self.post(family="Lee", orcid="1234"), "An ORCID iD is 0000-0002-1825-0097.")


@pytest.mark.once
class LongInlineTests(TestCase):
    def test_an_author_of_three_hundred_works_can_be_saved(self):
        self.client.force_login(create_owner())
        author = create_author(name="Erdős, Paul")
        papers = Paper.objects.bulk_create([Paper(title=f"{i}", slug=f"p-{i}") for i in range(300)])
        lines = Authorship.objects.bulk_create([Authorship(paper=paper, author=author) for paper in papers])
        works = [
            {"id": line.pk, "author": author.pk, "paper": line.paper_id, "position": 0} for line in lines
        ]
        path = reverse("admin:papers_author_change", args=[author.pk])
        typed = {"family": "Erdős", "given": "Pál", "slug": author.slug}
        response = self.client.post(path, typed | rows("authorships", *works, initial=300) | rows("variants"))
        self.assertRedirects(response, reverse("admin:papers_author_changelist"))
        author.refresh_from_db()
        self.assertEqual((author.given, author.authorships.count()), ("Pál", 300))
