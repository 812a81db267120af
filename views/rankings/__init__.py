"""Which provinces lead, and by how much."""
