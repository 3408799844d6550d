import json
from typing import Any

from django.core.management.base import BaseCommand

from desk.doctor.checking import Section, examine
from desk.doctor.finding import Finding
from passages.models import document_models


class Command(BaseCommand):
    help = (
        "Say what looks like an oversight in the notes, but for what was left as it is at the desk. "
        "The exit code is 0 if there is nothing, else 1. With --json one document: "
        '{"findings": number, "checks": [{"name", "title", "left", "findings": '
        '[{"subject", "title", "reason", "url", "count", "fix"}]}]}, where url is an address of the desk, '
        "count is how many like things one finding stands for, and fix is what can be done, or null."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="write one JSON document")

    def handle(self, *, json: bool, **options: Any) -> None:
        sections = examine(document_models())
        number = sum(len(section.findings) for section in sections)
        for line in [to_json(sections, number)] if json else to_lines(sections):
            self.stdout.write(line)
        if number:
            raise SystemExit(1)


def to_json(sections: list[Section], number: int) -> str:
    checks = [
        {
            "name": section.check.name,
            "title": str(section.check.title),
            "left": section.left,
            "findings": [to_values(each) for each in section.findings],
        }
        for section in sections
    ]
    return json.dumps({"findings": number, "checks": checks}, ensure_ascii=False, indent=2)


def to_values(finding: Finding) -> dict[str, Any]:
    said = {name: getattr(finding, name) for name in ("subject", "title", "reason", "url", "count")}
    return said | {"fix": finding.fix.label if finding.fix else None}


def to_lines(sections: list[Section]) -> list[str]:
    lines = []
    for section in sections:
        if section.findings:
            lines += [f"{section.check.title}: {section.number}"]
            lines += [f"  {each.title}: {each.reason}" for each in section.findings] + [""]
    return lines or ["Nothing was found."]
