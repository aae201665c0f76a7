"""Carriers of a finished document: what goes to whom, by which way, and what came back."""
