"""The client that asks in the name of this site."""

from django.conf import settings

from .client import Client

PROGRAM = "Commonplace/0.1"


def owners_client(*, patience: float = 5.0) -> Client:
    return Client(user_agent(), mailto=settings.CONTACT_EMAIL, patience=patience)


def user_agent() -> str:
    """The program, then the site and whom to write to, as Crossref asks of whoever wants to be served well.

    https://www.crossref.org/documentation/retrieve-metadata/rest-api/tips-for-using-the-crossref-rest-api/
    """
    about = [ascii_only(settings.SITE_TITLE), site_address()]
    about += [f"mailto:{settings.CONTACT_EMAIL}"] if settings.CONTACT_EMAIL else []
    return f"{PROGRAM} ({'; '.join(filter(None, about))})"


def site_address() -> str:
    """The address of the site, '' where it is served to this machine only or to a whole domain."""
    host = next(iter(settings.ALLOWED_HOSTS), "")
    is_public = "." in host.strip(".") and not host.startswith((".", "*", "127.", "["))
    return f"{'https' if settings.HTTPS else 'http'}://{host}/" if is_public else ""


def ascii_only(text: str) -> str:
    """What a comment in a header can hold (RFC 9110, section 5.6.5)."""
    return "".join(char for char in text if char.isascii() and char not in "()\\").strip()
