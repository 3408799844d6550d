import random
from dataclasses import replace
from pathlib import Path
from time import process_time

from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings

from papers.bibliography import bibtex, csl_json, ris
from papers.bibliography.record import Problem, Record
from papers.identifiers import Identity
from papers.names import Name
from papers.tests.records import records
from tests.examples import examples

XAMPL = (Path(__file__).parent / "data" / "xampl.bib").read_bytes()

MANY = settings(max_examples=examples(50), deadline=None, suppress_health_check=list(HealthCheck))


def read(module, text):
    """The records, and the problems as "line: reason"."""
    found = list(module.read(text))
    problems = [f"{each.line}: {each.reason}" for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, Record)], problems


class RoundTripTests(SimpleTestCase):
    maxDiff = None

    @MANY
    @given(records)
    def test_bibtex_that_was_written_is_read_as_the_same_record(self, record):
        (first,), _ = read(bibtex, bibtex.write([record]))
        self.assertEqual(read(bibtex, bibtex.write([first]))[0], [first])
        self.assertEqual(replace(first, identifiers=record.identifiers), record)
        self.assertEqual(set(first.identifiers), set(record.identifiers))

    @MANY
    @given(records)
    def test_csl_json_that_was_written_is_read_as_the_same_record(self, record):
        (first,), _ = read(csl_json, csl_json.write([record]))
        self.assertEqual(read(csl_json, csl_json.write([first]))[0], [first])
        self.assertEqual(replace(first, identifiers=record.identifiers), record)
        self.assertEqual(set(first.identifiers), set(record.identifiers))

    def test_the_order_of_two_preprints_stays_in_csl_json(self):
        preprints = (Identity("arxiv", "0001.00000"), Identity("arxiv", "0000.00000"))
        record = Record("1", identifiers=(Identity("url", "https://example.org/_"), *preprints))
        (first,), _ = read(csl_json, csl_json.write([record]))
        self.assertEqual(first.identifiers, record.identifiers)

    @MANY
    @given(records)
    def test_ris_that_was_written_is_read_as_the_same_record(self, record):
        (first,), _ = read(ris, ris.write([record]))
        self.assertEqual(read(ris, ris.write([first]))[0], [first])
        self.assertEqual(set(first.identifiers), set(record.identifiers))
        self.assertEqual(
            (first.title, first.authors, first.issued), (record.title, record.authors, record.issued)
        )


class BibtexTests(SimpleTestCase):
    def test_an_entry_is_read(self):
        (record,), problems = read(
            bibtex,
            r"""@inproceedings{vaswani2017, author={Vaswani, Ashish and others}, title={Attention is {All}},
            booktitle={NIPS}, year=2017, month=dec, pages={5998--6008}, doi={10.1000/ab\_c},
            eprint={1706.03762v5}, archiveprefix={arXiv}, keywords={attention; nlp}, annote={Mine},
            publisher="Curran"}""",
        )
        self.assertEqual(problems, [])
        self.assertEqual(
            (record.type, record.title, record.page), ("paper-conference", "Attention is All", "5998-6008")
        )
        self.assertEqual((record.authors, record.has_other_authors), ((Name("Ashish", "Vaswani"),), True))
        self.assertEqual((record.issued.year, record.issued.month), (2017, 12))
        self.assertEqual([each.value for each in record.identifiers], ["1706.03762", "10.1000/ab_c"])
        self.assertEqual((record.keywords, record.annotation), (("attention", "nlp"), "Mine"))

    def test_biblatex_has_other_names_for_the_same(self):
        (record,), _ = read(
            bibtex,
            "@article{a, title={T}, subtitle={S}, date={2020-05-01}, journaltitle={J}, shorttitle={X},"
            " eprint={123}, eprinttype={pubmed}, location={Berlin}, urldate={2021-02-03}}",
        )
        self.assertEqual((record.title, record.short_title, record.container_title), ("T: S", "X", "J"))
        self.assertEqual(record.issued.iso, "2020-05-01")
        self.assertEqual(record.identifiers[0].key, ("pmid", "123"))
        self.assertEqual(record.more["publisher-place"], "Berlin")
        self.assertEqual(record.more["accessed"], {"date-parts": [[2021, 2, 3]]})

    def test_a_child_has_what_its_parent_says(self):
        (chapter, _), _ = read(
            bibtex, "@inbook{c, crossref={p}, title={C}}\n@book{p, title={Parent}, publisher={P}, year=1999}"
        )
        self.assertEqual((chapter.container_title, chapter.publisher), ("Parent", "P"))
        self.assertEqual(chapter.issued.year, 1999)

    def test_the_isbn_of_a_book_does_not_identify_its_chapters(self):
        (chapter,), _ = read(bibtex, "@incollection{c, title={C}, isbn={9783161484100}}")
        self.assertEqual((chapter.identifiers, chapter.more["ISBN"]), ((), "9783161484100"))

    def test_words_for_a_date_stay(self):
        text = "@misc{a, title={T}, year={1998/99}}\n@misc{b, title={T}, date={2010/2012}}"
        found, _ = read(bibtex, text)
        self.assertEqual([record.issued.year for record in found], [1998, 2010])
        self.assertIn("year = {1998/99}", bibtex.write(found))
        self.assertIn("date = {2010/2012}", bibtex.write(found))

    def test_what_is_broken_is_told_by_its_line_and_the_others_come_in(self):
        text = (
            "@misc{a, title={A}}\n@misc{b, title={unclosed {brace}\n@misc{c, title={C}, doi={foo}}\n"
            "@misc{a, title={again}}\n@misc{d, title={D}, title={E}}\n@misc{e, url={https://example.org/}}\n@misc{,}\n"
        )
        found, problems = read(bibtex, text)
        self.assertEqual([record.title for record in found], ["A", "C", "D", "https://example.org/"])
        self.assertEqual([problem.partition(":")[0] for problem in problems], ["2", "3", "4", "5", "6", "7"])
        self.assertEqual(found[1].more["DOI"], "foo")

    def test_thousands_of_entries_take_their_time_only(self):
        entry = "@misc{{k{}, title={{Title}}}}\n"
        began = process_time()
        found = sum(1 for _ in bibtex.read("".join(map(entry.format, range(25_000)))))
        self.assertEqual(found, 25_000)
        self.assertLess(process_time() - began, 6)

    def test_a_field_of_a_megabyte_comes_in(self):
        (record,), _ = read(bibtex, f"@misc{{a, title={{T}}, abstract={{{'word ' * 200_000}}}}}")
        self.assertEqual(len(record.abstract), 999_999)


class NameTests(SimpleTestCase):
    def test_names_are_read_by_the_rules_of_bibtex(self):
        cases = {
            "Ludwig van Beethoven": Name("Ludwig", "van Beethoven"),
            "van der Berg, Jan": Name("Jan", "van der Berg"),
            "King, Jr., Martin Luther": Name("Martin Luther", "King", suffix="Jr."),
            "{Barnes and Noble}": Name(literal="Barnes and Noble"),
            r"Erd{\H o}s, P{\'a}l": Name("Pál", "Erdős"),
            r"{\'E}mile Zola": Name("Émile", "Zola"),
            "Jean de La Fontaine": Name("Jean", "de La Fontaine"),
            "J.~R.~R. Tolkien": Name("J. R. R.", "Tolkien"),
            "A, B, C, D": Name(literal="A, B, C, D"),
        }
        for text, name in cases.items():
            (record,), _ = read(bibtex, f"@misc{{a, title={{T}}, author={{{text}}}}}")
            self.assertEqual(record.authors, (name,), text)

    def test_persons_with_only_commas_between_them_are_taken_apart(self):
        (record,), _ = read(bibtex, "@misc{a, title={T}, author={Ashish Vaswani, Noam Shazeer, Niki Parmar}}")
        self.assertEqual([name.family for name in record.authors], ["Vaswani", "Shazeer", "Parmar"])


class RisTests(SimpleTestCase):
    def test_a_record_is_read(self):
        (record,), problems = read(
            ris,
            "TY  - JOUR\nAU  - Turing, A. M.\nTI  - Computing\nJO  - Mind\nVL  - 59\nSP  - 433\nEP  - 460\n"
            "PY  - 1950/10//\nDO  - 10.1093/mind/LIX.236.433\nSN  - 0026-4423\nKW  - machines\nZZ  - odd\n"
            "ER  - \n",
        )
        self.assertEqual(problems, [])
        self.assertEqual(
            (record.title, record.container_title, record.page), ("Computing", "Mind", "433-460")
        )
        self.assertEqual((record.issued.year, record.issued.month), (1950, 10))
        self.assertEqual(record.identifiers[0].value, "10.1093/mind/lix.236.433")
        self.assertEqual(record.more, {"ISSN": "0026-4423", "custom": {"ZZ": "odd"}})

    def test_a_record_without_its_end_is_told_and_taken(self):
        found, problems = read(ris, "TY  - BOOK\nTI  - A\nTY  - BOOK\nTI  - B\nER  - \nTI  - stray\n")
        self.assertEqual([record.title for record in found], ["A", "B"])
        self.assertEqual([problem.partition(":")[0] for problem in problems], ["1", "6"])


class CslJsonTests(SimpleTestCase):
    def test_an_item_is_read(self):
        (record,), problems = read(
            csl_json,
            """[{"id": "k", "type": "article-journal", "title": "T", "volume": 5, "DOI": "10.1000/1",
            "author": [{"family": "Berg", "given": "J.", "non-dropping-particle": "van der"},
            {"literal": "NASA"}],
            "issued": {"date-parts": [["2020", 3]]}, "medium": "vellum"}]""",
        )
        self.assertEqual(problems, [])
        self.assertEqual(record.authors, (Name("J.", "van der Berg"), Name(literal="NASA")))
        self.assertEqual((record.volume, record.issued.month), ("5", 3))
        self.assertEqual(record.more, {"medium": "vellum"})

    def test_a_broken_item_is_told_and_the_others_come_in(self):
        text = '[{"id": "a", "title": "A"},\n{"id": "b", "title": B},\n{"id": "c", "title": "C"},\n7'
        found, problems = read(csl_json, text)
        self.assertEqual([record.title for record in found], ["A", "C"])
        self.assertEqual([problem.partition(":")[0] for problem in problems], ["2", "4"])


class DamageTests(SimpleTestCase):
    """A real bibliography (xampl.bib by Oren Patashnik, which comes with BibTeX), damaged."""

    def test_all_of_it_is_read(self):
        found, problems = read(bibtex, XAMPL.decode())
        self.assertEqual(len(found), 36)
        self.assertEqual([problem.partition(":")[0] for problem in problems], ["43", "226", "358"])

    def test_cut_at_every_kilobyte_it_is_still_read(self):
        whole = read(bibtex, XAMPL.decode())[0]
        for form in (bibtex, ris, csl_json):
            data = form.write(whole).encode()
            for end in range(0, len(data), 1024):
                found, _ = read(form, data[:end].decode(errors="replace"))
                self.assertLessEqual(len(found), len(whole))

    def test_with_flipped_bytes_it_is_still_read(self):
        whole = read(bibtex, XAMPL.decode())[0]
        chance = random.Random(1)
        for form in (bibtex, ris, csl_json):
            data = bytearray(form.write(whole).encode())
            for _ in range(40):
                damaged = bytearray(data)
                for _ in range(chance.randrange(1, 30)):
                    damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                read(form, damaged.decode(errors="replace"))
