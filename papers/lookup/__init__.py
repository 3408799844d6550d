"""Asking Crossref, arXiv, PubMed and Open Library what they know of a work; never while a page is read."""
