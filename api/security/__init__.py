"""What stands before the routes: who asks, from where, how much they may send, and what every answer carries."""
