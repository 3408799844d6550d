"""Releases and what upgrades make of them: `python -m tests.releasing` (docs/releasing.md)."""
