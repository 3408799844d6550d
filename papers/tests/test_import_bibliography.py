import random
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from notes.tests.factories import create_entry
from papers.bibliography import bibtex, csl_json, ris
from papers.bibliography.record import Record
from papers.bibliography.report import Report
from papers.bibliography.rows import Importer, to_record
from papers.bibliography.run import Options, import_bibliography, import_text
from papers.merging import merge
from papers.models import Author, Identifier, NameVariant, Paper
from papers.tests.factories import create_author, create_paper
from papers.tests.records import records
from passages.models import Alias, Mention, Tag
from passages.tests.factories import create_owner
from tests.examples import examples

DATA = Path(__file__).parent / "data"
LORA = """@article{hu2021, title={LoRA}, author={Hu, Edward and {Microsoft}}, year={2021},
  doi={10.1000/lora}, keywords={adapters}, annote={Mine.}, journal={J}, editor={Ed, I.}}"""


def import_bibtex(text, name="refs.bib", **options):
    """Import a text as a file of that name; the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_bibliography([path], Options(**options))


def outcomes(report):
    return [report.counts["papers", outcome] for outcome in ("made", "updated", "unchanged")]


def export():
    return bibtex.write(map(to_record, Paper.objects.for_export()))


def rows():
    """Every work as a record, by its key, without what is no part of a row's meaning: an order of its own."""
    found = map(to_record, Paper.objects.for_export())
    return {record.citation_key: (record, set(record.identifiers), record.line) for record in found}


class ImportTests(TestCase):
    def test_a_record_makes_a_work(self):
        report = import_bibtex(LORA)
        paper = Paper.objects.get()
        self.assertEqual(outcomes(report), [1, 0, 0])
        self.assertEqual((paper.title, paper.slug, paper.citation_key), ("LoRA", "lora", "hu2021"))
        self.assertEqual([str(line.author) for line in paper.authorships.all()], ["Edward Hu", "Microsoft"])
        self.assertEqual([str(identifier) for identifier in paper.identifiers.all()], ["DOI 10.1000/lora"])
        self.assertEqual(paper.identifiers.get().link.url, "https://doi.org/10.1000/lora")
        self.assertEqual(paper.body_html.strip(), '<p id="' + paper.passages.get().anchor + '">Mine.</p>')
        self.assertEqual([tag.name for tag in paper.tags.all()], ["adapters"])
        self.assertEqual(paper.csl, {"editor": [{"family": "Ed", "given": "I."}]})
        self.assertEqual(paper.visibility, "public")

    def test_a_second_import_changes_nothing(self):
        import_bibtex(LORA)
        before = Paper.objects.values().get()
        report = import_bibtex(LORA, name="other.bib")
        self.assertEqual(outcomes(report), [0, 0, 1])
        self.assertEqual(Paper.objects.values().get(), before)

    def test_what_the_source_changed_is_changed_and_the_owners_changes_stay(self):
        import_bibtex(LORA)
        paper = Paper.objects.get()
        paper.body = "My own."
        paper.save()
        report = import_bibtex(LORA.replace("LoRA", "LoRA!").replace("Mine.", "Theirs."))
        paper.refresh_from_db()
        self.assertEqual((paper.title, paper.body), ("LoRA!", "My own."))
        self.assertEqual(outcomes(report), [0, 1, 0])
        self.assertIn("body of “LoRA”", report.clashes[0])

    def test_what_is_empty_is_filled_and_what_the_owner_wrote_is_kept(self):
        create_paper(title="Low rank", authors=[], identifiers=[("doi", "10.1000/lora")])
        report = import_bibtex(LORA)
        paper = Paper.objects.get()
        self.assertEqual((paper.title, paper.citation_key, paper.issued_year), ("Low rank", "hu2021", 2021))
        self.assertEqual(paper.authorships.count(), 2)
        self.assertEqual(len(report.clashes), 1)

    def test_a_keyword_that_the_source_takes_off_goes_and_the_owners_tag_stays(self):
        import_bibtex(LORA)
        Paper.objects.get().tags.add("own")
        import_bibtex(LORA.replace("adapters", "rank"))
        self.assertEqual({tag.name for tag in Paper.objects.get().tags.all()}, {"own", "rank"})

    def test_two_records_that_claim_one_identifier_are_two_works_and_told(self):
        text = LORA + "\n@misc{other, title={Other}, doi={10.1000/lora}}"
        report = import_bibtex(text)
        self.assertEqual(outcomes(report), [2, 0, 0])
        self.assertIn("doi 10.1000/lora is that of line 1 already", report.doubts[0])
        self.assertEqual(Paper.objects.get(citation_key="other").csl, {"DOI": "10.1000/lora"})
        self.assertEqual(outcomes(import_bibtex(text)), [0, 0, 2])

    def test_a_key_of_another_work_is_told_and_not_taken(self):
        create_paper(title="Other", citation_key="hu2021", identifiers=[("doi", "10.1000/other")])
        report = import_bibtex(LORA)
        self.assertEqual(outcomes(report), [1, 0, 0])
        self.assertIn("hu2021 is the key of “Other” already", report.doubts[0])
        self.assertEqual(outcomes(import_bibtex(LORA)), [0, 0, 1])

    def test_records_without_key_or_identifier_are_known_by_title_and_year(self):
        text = "TY  - BOOK\nTI  - A\nPY  - 2020\nER  - \nTY  - BOOK\nTI  - A\nPY  - 2020\nER  - \n"
        self.assertEqual(outcomes(import_bibtex(text, name="a.ris")), [2, 0, 0])
        self.assertEqual(outcomes(import_bibtex(text, name="a.ris")), [0, 0, 2])

    def test_an_author_is_found_by_name_and_by_variant(self):
        author = create_author(name="Hu, Edward J.")
        NameVariant.objects.create(author=author, family="Hu", given="Edward")
        import_bibtex(LORA)
        self.assertEqual(Paper.objects.get().authorships.first().author, author)
        self.assertEqual(outcomes(import_bibtex(LORA)), [0, 0, 1])
        self.assertEqual(Author.objects.filter(family="Hu").count(), 1)

    def test_a_tag_is_found_whatever_its_case(self):
        create_paper(title="A", tags=["Adapters"])
        import_bibtex(LORA)
        self.assertEqual(Tag.objects.count(), 1)

    def test_the_alias_of_a_tag_means_the_tag_and_again_changes_nothing(self):
        Alias.objects.create(tag=Tag.objects.create(name="Low rank"), name="adapters")
        import_bibtex(LORA)
        self.assertEqual([tag.name for tag in Paper.objects.get().tags.all()], ["Low rank"])
        self.assertEqual(outcomes(import_bibtex(LORA)), [0, 0, 1])

    def test_a_renamed_tag_is_not_brought_back(self):
        import_bibtex(LORA)
        tag = Tag.objects.get()
        tag.name = "Low rank"
        tag.save()
        self.assertEqual(outcomes(import_bibtex(LORA)), [0, 0, 1])
        self.assertEqual(Tag.objects.count(), 1)

    def test_a_keyword_too_long_for_a_tag_is_told_and_kept(self):
        long = "word " * 30
        report = import_bibtex(f"@misc{{a, title={{T}}, keywords={{{long}}}}}")
        self.assertEqual(Paper.objects.get().csl["custom"], {"long-keywords": [long.strip()]})
        self.assertIn("too long for a tag", report.doubts[0])

    def test_what_is_longer_than_its_column_is_cut_told_and_kept(self):
        report = import_bibtex(f"@misc{{a, title={{{'x' * 600}}}, author={{{{{'y' * 400}}}}}}}")
        paper = Paper.objects.get()
        self.assertEqual((len(paper.title), len(paper.csl["custom"]["whole-title"])), (500, 600))
        self.assertIn("was cut at 500", report.doubts[0])

    def test_texts_that_cite_a_work_lead_to_it_once_it_is_there(self):
        entry = create_entry(body="See @hu2021 and https://dx.doi.org/10.1000/LORA.")
        import_bibtex(LORA)
        self.assertEqual(Mention.objects.pointing_at(Paper.objects.get()).count(), 2)
        entry.refresh_from_db()
        self.assertIn('href="/papers/lora/"', entry.body_html)

    def test_what_was_exported_here_changes_nothing_here(self):
        create_paper(title="Without a key", body="Mine.\r\n", identifiers=[("url", "https://example.org/a")])
        create_paper(title="With one", citation_key="one", tags=["b", "a"], status="read")
        for form, name in ((bibtex, "a.bib"), (ris, "a.ris"), (csl_json, "a.json")):
            text = form.write(map(to_record, Paper.objects.for_export()))
            report = import_bibtex(text, name=name)
            self.assertEqual((outcomes(report), report.clashes), ([0, 0, 2], []), name)

    def test_slugs_are_numbered(self):
        create_paper(title="T")
        import_bibtex("@misc{a, title={T}}@misc{b, title={T}}\n@misc{c, title={T 3}}")
        self.assertEqual(sorted(Paper.objects.values_list("slug", flat=True)), ["t", "t-2", "t-3", "t-3-2"])

    def test_visibility_is_that_of_new_works_only(self):
        create_paper(title="LoRA", citation_key="hu2021")
        import_bibtex(LORA + "@misc{b, title={B}}", visibility="private")
        self.assertEqual(
            dict(Paper.objects.values_list("slug", "visibility")), {"lora": "public", "b": "private"}
        )

    def test_private_notes_do_not_come_into_a_public_work(self):
        paper = create_paper(title="LoRA", identifiers=[("doi", "10.1000/lora")])
        report = import_bibtex(LORA, visibility="private")
        paper.refresh_from_db()
        self.assertEqual((paper.body, paper.tags.count(), paper.container_title), ("", 0, "J"))
        self.assertIn("not taken in", "\n".join(report.lines()))

    def test_a_work_that_was_merged_does_not_come_back(self):
        text = "@misc{foo, title={Attention}}\n@misc{bar, title={Attention!}}"
        import_bibtex(text)
        merge(Paper.objects.get(citation_key="bar"), Paper.objects.get(citation_key="foo"))
        for _ in range(2):
            report = import_bibtex(text)
            self.assertEqual((Paper.objects.get().title, outcomes(report)), ("Attention!", [0, 0, 2]))

    def test_a_page_of_the_site_is_no_address_of_a_work(self):
        import_bibtex("@book{k, title={Queue}}\n@book{l, title={Last read}}")
        self.assertEqual(set(Paper.objects.values_list("slug", flat=True)), {"queue-2", "last-read-2"})

    def test_half_a_character_in_what_ris_keeps_does_not_come_in(self):
        text = 'TY  - BOOK\nTI  - Odd\nU5  - {"more": {"custom": {"a": "\\ud800"}}}\nER  - \n'
        import_bibtex(text, name="refs.ris")
        self.client.force_login(create_owner())
        for form in ("bib", "ris", "json"):
            self.assertEqual(self.client.get(f"/papers/odd.{form}").status_code, 200)

    def test_a_dry_run_writes_nothing(self):
        report = import_bibtex(LORA, is_dry_run=True)
        self.assertEqual((outcomes(report), Paper.objects.count()), ([1, 0, 0], 0))

    def test_more_records_cost_no_more_questions_each(self):
        def questions(first, number):
            text = "".join(
                f"@misc{{k{n}, title={{T {n}}}, author={{A{n}, B}}, doi={{10.1000/{n}}},"
                f" keywords={{t{n}}}}}\n"
                for n in range(first, first + number)
            )
            with CaptureQueriesContext(connection) as captured:
                import_bibtex(text)
            return len(captured)

        questions(0, 2)
        self.assertEqual(questions(10, 5), questions(100, 25))


class BadFileTests(TestCase):
    def test_a_null_character_is_told_by_its_line_and_left_out(self):
        report = import_bibtex("@misc{a, title={A}}\n@misc{b, title={B\0C}}\n")
        self.assertEqual(set(Paper.objects.values_list("title", flat=True)), {"A", "BC"})
        self.assertTrue(report.doubts[0].endswith("refs.bib:2: holds a null character, which was left out"))

    def test_an_unclosed_brace_is_told_by_its_line_and_the_others_come_in(self):
        report = import_bibtex("@misc{a, title={A}}\n@misc{b, title={B\n@misc{c, title={C}}\n")
        self.assertEqual(set(Paper.objects.values_list("title", flat=True)), {"A", "C"})
        self.assertIn("refs.bib:2: ", report.doubts[0])

    def test_text_in_another_encoding_is_read_and_told(self):
        report = import_bibtex("@misc{a, title={Gödel}}".encode("cp1252"))
        self.assertEqual(Paper.objects.get().title, "Gödel")
        self.assertIn("refs.bib:1: is not in UTF-8", report.doubts[0])

    def test_half_a_character_in_json_is_no_matter(self):
        import_bibtex('[{"id": "a", "title": "A\\ud800B\\u0000"}]', name="a.json")
        self.assertEqual(Paper.objects.get().title, "A\ufffdB")

    def test_hostile_values_cost_only_their_own_record(self):
        hostile = [
            '{"id": "a", "title": "A", "custom": 5}',
            '{"id": "b", "title": "B", "custom": {"variables": {"custom": [1]}}}',
            '{"id": "c", "title": "C", "odd": NaN}',
            '{"id": "d", "title": "D", "author": [{"family": 7}, 8], "issued": {"date-parts": [[1e400]]}}',
            '{"id": "e", "title": "E", "editor": "nobody", "accessed": 3, "ISSN": [1], "keyword": {"a": 1}}',
            '{"id": "f", "title": "F", "issued": {"date-parts": [["2020", 2, 31]]}, "DOI": "x\\u0000"}',
            '{"id": "g", "title": "G", "note": "' + "x" * 1_000_000 + '"}',
        ]
        report = import_bibtex(f"[{', '.join(hostile)}]", name="a.json")
        self.assertEqual(set(Paper.objects.values_list("title", flat=True)), set("ABCDEFG"))
        self.assertFalse([doubt for doubt in report.doubts if "fault of this program" in doubt])
        for form in (bibtex, ris, csl_json):
            text = form.write(map(to_record, Paper.objects.for_export()))
            self.assertEqual(sum(isinstance(each, Record) for each in form.read(text)), 7)

    def test_a_file_without_records_is_told(self):
        self.assertIn("holds no record", import_bibtex("nothing here").doubts[0])

    def test_damaged_files_leave_a_report_and_no_half_record(self):
        found = [each for each in bibtex.read((DATA / "xampl.bib").read_text()) if isinstance(each, Record)]
        chance = random.Random(2)
        for form, name in ((bibtex, "a.bib"), (ris, "a.ris"), (csl_json, "a.json")):
            data = form.write(found).encode()
            for _ in range(4):
                damaged = bytearray(data[: chance.randrange(len(data))])
                for _ in range(20):
                    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
                report = import_bibtex(bytes(damaged), name=name)
                self.assertFalse([doubt for doubt in report.doubts if "fault of this program" in doubt])
        self.assertFalse(Paper.objects.filter(title="").exists())
        self.assertFalse(Identifier.objects.filter(value="").exists())


class CommandTests(TestCase):
    def test_it_reports_what_was_done(self):
        out = StringIO()
        call_command("import_bibliography", DATA / "xampl.bib", stdout=out)
        self.assertIn("papers           36          0          0", out.getvalue())
        self.assertIn("xampl.bib:226: misc-minimal: the record has no title", out.getvalue())
        self.assertFalse(Paper.objects.uncited().exists())

    def test_a_file_that_cannot_be_read_is_an_error(self):
        with self.assertRaises(CommandError):
            call_command("import_bibliography", "nowhere.bib", DATA / "xampl.bib", stdout=StringIO())
        self.assertEqual(Paper.objects.count(), 36)


class RoundTripTests(HypothesisTestCase):
    @settings(
        max_examples=examples(20),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(st.lists(records, max_size=4, unique_by=lambda record: record.citation_key))
    def test_import_export_import_gives_equal_rows(self, found):
        self.bring(bibtex.write(found))
        first, text = rows(), export()
        self.bring(text)
        self.assertEqual(rows(), first)
        Paper.objects.all().delete()
        Author.objects.all().delete()
        self.bring(text)
        self.assertEqual(rows(), first)
        self.assertEqual(export(), text)

    def bring(self, text):
        report = Report()
        importer = Importer(report)
        importer.begin("refs.bib")
        import_text(text, "bibtex", importer)
        self.assertFalse([doubt for doubt in report.doubts if "not imported" in doubt])
