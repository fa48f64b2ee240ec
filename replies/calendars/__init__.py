"""Calendars that we write: answers to requests (iTIP, RFC 5546) and the feed of deadlines and interviews."""
