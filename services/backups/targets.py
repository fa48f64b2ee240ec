"""Why nothing is restored into a database: somebody uses it, it holds accounts, or it belongs to another program."""

from core.errors import Conflict


class TargetInUse(Conflict):
    """A service runs on the database that would be replaced."""

    type = "target-in-use"
    title = "In use"


class TargetHasRows(Conflict):
    """There are accounts in the database, and nobody said that they are to be replaced."""

    type = "target-has-rows"
    title = "Not empty"


class TargetIsSomethingElse(Conflict):
    """The database can't be read, or belongs to another program."""

    type = "target-is-something-else"
    title = "Not a database of ours"
