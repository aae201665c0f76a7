"""What a clerk does, a module a deed."""
