"""Produce by week: kilograms, prices, destinations."""
