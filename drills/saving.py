"""Saves through the form of the admin by one process, with settings of SQLite that are given:

`python -m drills.saving INIT_COMMAND SAVES FILE`, in the environment of a site. Writes a line into the FILE
for each save that was acknowledged: the marker of the entry and its revision.
"""

import os
import sys

import django
from django.conf import settings

from drills.asking import hidden_value
from drills.ledger import Draft
from drills.load import ADD, OWNER, to_form

REVISIONS = 2


def main(pragmas: str, saves: int, path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    settings.DATABASES["default"]["OPTIONS"]["init_command"] = pragmas
    django.setup()
    from django.contrib.auth.models import User
    from django.db import connections
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=OWNER))
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    address, stamp = ADD, ""
    for number in range(saves):
        draft = Draft(f"zq{number // REVISIONS:06}", number % REVISIONS)
        if not draft.number:
            address, stamp = ADD, ""
        answer = client.post(address, to_form(draft, stamp))
        if answer.status_code != 302:
            sys.exit(f"the form answers {answer.status_code}")
        os.write(file, f"{draft.marker} {draft.number}\n".encode())
        address = answer.headers["Location"]
        stamp = hidden_value(client.get(address).content.decode(), "stamp")
    connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
