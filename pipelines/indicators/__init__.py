"""From facts to the tables that answer the province's questions."""
