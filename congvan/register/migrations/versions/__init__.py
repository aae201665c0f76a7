"""One module a step; never changed after it was released."""
