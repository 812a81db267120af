"""What makes a table acceptable: contracts (shape) and expectations (plausibility)."""
