"""What every floor keeps: the method's constants, the working folder, the words of messages, reasons."""
