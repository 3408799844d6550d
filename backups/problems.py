from django.db.transaction import TransactionManagementError


class BackupError(Exception):
    """Why a backup was not made or not restored; the message is one or two sentences for the operator."""


def to_sentence(error: Exception) -> str:
    """What went wrong, for the operator."""
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}."
    if isinstance(error, TransactionManagementError) and isinstance(error.__context__, Exception):
        return to_sentence(error.__context__)  # that a transaction is over says nothing of why
    return str(error) if isinstance(error, BackupError) else f"The database says: {str(error).strip()}."
