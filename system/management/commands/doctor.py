import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from desk.doctor.checking import Section, examine
from desk.doctor.finding import Finding
from passages.models import document_models
from system.checking import FAIL, examine_system


class Command(BaseCommand):
    help = (
        "Say what looks like an oversight in the notes, but for what was left as it is at the desk. "
        "The exit code is 0 if there is nothing, else 1. With --json one document: "
        '{"findings": number, "checks": [{"name", "title", "left", "findings": '
        '[{"subject", "title", "reason", "url", "count", "fix"}]}]}, where url is an address of the desk, '
        "count is how many like things one finding stands for, and fix is what can be done, or null."
    )

    requires_system_checks = []  # --system tells of them

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="write one JSON document")
        parser.add_argument(
            "--system",
            action="store_true",
            help="look at the site instead of the notes: a line for each thing with OK, WARN or FAIL; "
            "the exit code is 1 if one fails",
        )

    def handle(self, *, json: bool, system: bool, **options: Any) -> None:
        if system:
            self.examine_system(is_json=json)
        else:
            self.examine_notes(is_json=json)

    def examine_system(self, *, is_json: bool) -> None:
        lines = []
        for line in examine_system():
            lines.append(line)
            if not is_json:
                self.stdout.write(str(line))
        if is_json:
            self.stdout.write(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2))
        if any(line.level == FAIL for line in lines):
            raise SystemExit(1)

    def examine_notes(self, *, is_json: bool) -> None:
        sections = examine(document_models())
        number = sum(len(section.findings) for section in sections)
        for line in [to_json(sections, number)] if is_json else to_lines(sections):
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
