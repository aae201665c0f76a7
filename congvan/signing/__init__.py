"""Signing in the order of the decree: the sign-ready file, whose key it is, what a signature shows."""
