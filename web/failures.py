"""Why asking gave nothing: always one sentence for the owner. Pure."""


class AskingFailed(Exception):
    """The message is a sentence for the owner."""


class NothingThere(AskingFailed):
    """What was asked has been understood, and there is no such thing."""
