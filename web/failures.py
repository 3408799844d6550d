"""Why asking gave nothing: always one sentence for the owner. Pure."""


class AskingFailed(Exception):
    """The message is a sentence for the owner."""


class NothingThere(AskingFailed):
    """What was asked has been understood, and there is no such thing."""


class NotAllowed(AskingFailed):
    """The address is none that may be asked, or leads to one that may not be."""


class LeadsNowhere(AskingFailed):
    """One redirect leads to the next."""


class TimedOut(AskingFailed):
    """No answer in time."""


class Unreadable(AskingFailed):
    """Something came that is no answer."""


class Unreachable(AskingFailed):
    """No connection was made, or it broke."""


class NoSuchHost(Unreachable):
    """The name of the host has no address in the domain name system."""


class NotTrusted(Unreachable):
    """The host cannot show that it is the one (TLS)."""
