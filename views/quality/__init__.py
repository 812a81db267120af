"""Files, records set aside, checks, revisions."""
