"""Households with a shop, an account, both or either."""
