"""E-mail as the net takes it and gives it back. The ledger is not known here."""
