"""The words of the pages: language, names of codes, numbers as they are read."""
