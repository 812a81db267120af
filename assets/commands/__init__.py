"""What the command line does, one module a subject; imports wait until a command runs."""
