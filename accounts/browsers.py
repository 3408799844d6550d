"""What a browser calls itself, in two words. Pure."""

import re

# Most of them call themselves by the names of others, too: the first that fits is meant.
BROWSERS = {
    "Edge": r"\bEdg(e|A|iOS)?/",
    "Opera": r"\bOPR/",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Firefox": r"\b(Firefox|FxiOS)/",
    "Chrome": r"\b((Headless)?Chrome|CriOS)/",
    "Safari": r"\bSafari/",
}
SYSTEMS = {
    "Android": r"\bAndroid\b",
    "iOS": r"\b(iPhone|iPad)\b",
    "Windows": r"\bWindows\b",
    "macOS": r"\bMacintosh\b",
    "ChromeOS": r"\bCrOS\b",
    "Linux": r"\bLinux\b",
}
SHORT = 40


def to_browser(agent: str) -> str:
    """Browser and system of a User-Agent, such as “Firefox, Linux”; the start of one that is not known."""
    found = [name for names in (BROWSERS, SYSTEMS) for name in [named(agent, names)] if name]
    return ", ".join(found) or agent[:SHORT]


def named(agent: str, names: dict[str, str]) -> str:
    return next((name for name, pattern in names.items() if re.search(pattern, agent)), "")
