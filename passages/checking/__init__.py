"""Asking whether what texts link to is still there; only `manage.py check_links` does, never a page view."""
