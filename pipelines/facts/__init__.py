"""From rows to daily facts: orders, presence, revenue. Written for any engine (narwhals)."""
