"""The text of a calendar event, in which its guesses are read."""

from intake.calendars.event import CalendarEvent


def text_of(event: CalendarEvent) -> str:
    """Its summary, place and description, in this order, each beginning a line; what is blank is left out."""
    return "\n".join(part for part in (event.summary, event.location, event.description) if part and part.strip())
