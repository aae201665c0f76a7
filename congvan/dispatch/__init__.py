"""An issued document on its way: what goes out, to whom, by which carrier, and what came back."""
