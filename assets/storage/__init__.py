"""Where everything is kept: the warehouse, mart files, releases, and what was made from what."""
