"""Answers of services as they were recorded."""

from pathlib import Path

from web.tests.server import Reply

ANSWERS = Path(__file__).parent / "answers"


def recorded(name):
    return Reply(body=(ANSWERS / name).read_bytes())
