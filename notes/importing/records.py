"""Works of a bibliography into rows, as `import_bibliography` writes them, and the report on them."""

from django.db import transaction

from papers.bibliography.record import Record
from papers.bibliography.report import Report as RecordsReport
from papers.bibliography.rows import Importer
from papers.bibliography.run import reason_of

from .pages import RecordsPage
from .report import Report


def write_records(page: RecordsPage, report: Report) -> None:
    """Bring works in line with records. One that cannot be written is told of and stops no other."""
    importer = Importer(RecordsReport(), page.visibility)
    importer.begin(page.name)
    write_all(list(page.records), importer)
    tell(importer.report, page.name, report)


def write_all(records: list[Record], importer: Importer) -> None:
    try:
        with transaction.atomic():
            importer.write(records)
    except Exception as error:  # what the database refuses, or a fault of ours, must not cost the others
        importer.forget(records)
        if len(records) == 1:
            importer.report.doubt(importer.file, records[0].line, f"was not imported: {reason_of(error)}")
        else:
            for record in records:
                write_all([record], importer)


def tell(said: RecordsReport, file: str, report: Report) -> None:
    for (noun, outcome), number in said.counts.items():
        report.count(noun, outcome, number)
    for remarks, take in ((said.doubts, report.doubt), (said.clashes, report.clash)):
        for remark in remarks:
            line, _, text = remark.removeprefix(f"{file}:").partition(": ")
            take(int(line) or None, text)
