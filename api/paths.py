"""Where the API lives. Every router names its whole prefix: all routes lie flat in one list, matched faster."""

API = "/api/v1"


def is_interface(path: str) -> bool:
    """Whether an address belongs to the interface, and never to the page, whether anything is there or not."""
    return path.startswith(("/api/", "/health/")) or path in {"/api", "/metrics"}
