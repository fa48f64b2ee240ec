"""Insights: how quickly, how reliably and for which reasons a person answers, counted in the database."""
