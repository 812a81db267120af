"""Which official unit a text names, in the 63 provinces and in the 34."""
