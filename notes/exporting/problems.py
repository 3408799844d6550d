"""What can go wrong when notes leave."""


class ExportProblem(Exception):
    """Why nothing could be exported, as a sentence for the owner."""
