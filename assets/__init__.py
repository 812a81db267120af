"""What exists, where it is kept and what blocks it: deliveries, warehouse, Dagster and the command line."""
