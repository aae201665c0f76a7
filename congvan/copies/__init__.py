"""Copies (Điều 25–27): the line of an electronic copy, the number of each."""
