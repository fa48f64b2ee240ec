"""Ratios to a floor measured in the same run: absolute times tell of a machine, ratios of the code."""
