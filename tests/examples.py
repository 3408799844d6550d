"""How many examples of a property are tried: a quarter of them in the suite, all of them by `make fuzz`."""

from hypothesis import settings

SUITE, THOROUGH = 25, 100


def examples(number: int) -> int:
    """So many where HYPOTHESIS_PROFILE says `thorough`."""
    return max(2, number * settings.default.max_examples // THOROUGH)
