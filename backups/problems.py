class BackupError(Exception):
    """Why a backup was not made or not restored; the message is one or two sentences for the operator."""


def to_sentence(error: Exception) -> str:
    """What went wrong, for the operator."""
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}."
    return str(error).strip()
