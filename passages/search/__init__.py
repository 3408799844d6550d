"""Search apart from the database: words, queries, snippets and spelling; nothing here knows Django."""
