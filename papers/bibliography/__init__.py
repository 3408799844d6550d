"""Bibliographic records in and out: BibTeX, RIS, CSL-JSON, and what look-up services answer."""
