"""Targets of every document."""
