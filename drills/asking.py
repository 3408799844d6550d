"""A browser of the drills: keeps cookies, follows nothing, and tells an answer from none."""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar

from audit.answers import NoRedirect

PATIENCE = 30  # seconds
PASSWORD = "only for the drills"


class NoAnswerError(Exception):
    """The connection was refused or broke."""


class HangError(NoAnswerError):
    """There was no answer in time."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    @property
    def is_failure(self) -> bool:
        return self.status >= 500


class Browser:
    """One who asks. The token of forms is that of the cookie, as scripts send it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.token}).encode()
        request = urllib.request.Request(self.address + path, data)
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                return to_answer(response)
        except urllib.error.HTTPError as error:
            with error:
                return to_answer(error)
        except TimeoutError as error:
            raise HangError from error
        except urllib.error.URLError as error:
            raise (HangError if isinstance(error.reason, TimeoutError) else NoAnswerError) from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswerError from error

    @property
    def token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def sign_in(self, name: str) -> bool:
        """Whether the site let them in."""
        self.ask("/admin/login/")
        said = {"username": name, "password": PASSWORD, "next": "/admin/"}
        return self.ask("/admin/login/", said).location == "/admin/"


def to_answer(response: http.client.HTTPResponse | urllib.error.HTTPError) -> Answer:
    text = response.read().decode("utf-8", "replace")
    return Answer(response.status or 0, response.headers.get("Location", ""), text)


def hidden_value(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""
