"""How a figure looks: tables, charts, maps, downloads."""
