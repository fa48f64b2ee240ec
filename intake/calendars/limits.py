"""How much of a calendar file is read. Whatever is larger is refused before it is read in full."""

MOST_BYTES = 1_000_000
MOST_COMPONENTS = 200
MOST_PROPERTIES = 5_000
DEEPEST = 10
LONGEST_LINE = 64_000
"""Characters of one property, without its folds."""
LONGEST_HEAD = 4_000
"""Characters of a property's name and parameters."""

MOST_SOURCE = 64_000
MOST_ZONE = 12_000
MOST_ZONES = 2
MOST_ATTENDEES = 500
MOST_UID = 400
MOST_SUMMARY = 1_000
MOST_LOCATION = 1_000
MOST_DESCRIPTION = 40_000
MOST_NAME = 200
MOST_LINK = 2_000
MOST_RULE = 500
MOST_RECURRENCE_ID = 200
FIRST_YEAR, LAST_YEAR = 1970, 2200
