"""Where the API lives. Every router names its whole prefix: all routes lie flat in one list, matched faster."""

API = "/api/v1"
