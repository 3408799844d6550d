"""The files of `deploy/`, with addresses of this run in place of those that stand there."""

from collections.abc import Mapping

from audit.site import ROOT


def rendered(name: str, instead: Mapping[str, str]) -> str:
    """The file with each text replaced; one that does not stand there has been changed without the test."""
    text = (ROOT / "deploy" / name).read_text()
    for said, wanted in instead.items():
        if said not in text:
            raise ValueError(f"deploy/{name} does not say {said!r}")
        text = text.replace(said, wanted)
    return text
