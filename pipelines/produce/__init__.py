"""What sold of produce: matching, weights, cells, seasons, and what may be told of it."""
