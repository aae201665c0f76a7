"""Vietnamese text: dates as they are written, capitals, folding for search, nearest matches. Pure functions."""
