"""YAML with its places: the tree that is read, the edit that changes nothing else, slips that YAML takes in silence."""
