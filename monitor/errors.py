"""The one exception a user may see: a plain sentence that says what happened and what to do."""


class CounterclaimError(Exception):
    """A call that cannot be carried out. Its text is one line, fit to be printed as it is."""
