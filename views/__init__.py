"""What people look at: one short script per page; `release` is the only reader of `published/`."""
