"""Files that marketplaces and offices deliver: watched, kept, decoded and loaded. No Dagster inside."""
