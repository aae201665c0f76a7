"""A package, so that its browser, which keeps an event loop in the process, ends with its last test."""
