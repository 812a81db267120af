"""What every floor keeps: constants of the method, reasons, words, the working folder. Standard library and Polars only."""
