"""What documents quote and aim at, for the pages of claims and targets."""
