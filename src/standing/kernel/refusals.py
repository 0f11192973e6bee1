"""The ways Standing says no. The text of each is a sentence for the person who asked."""


class Refused(Exception):
    """The request was understood and is not carried out; ``str()`` says why, for people."""


class NotAllowed(Refused):
    """This person may not do this."""


class NotNow(Refused):
    """This cannot be done in the present state of things."""


class NotFound(Refused):
    """There is no such thing, or none that this person may know of."""
