"""What each indicator counts."""
