"""Calendar files: iCalendar (RFC 5545) and the requests that travel in it (iTIP, RFC 5546), read and never expanded."""
