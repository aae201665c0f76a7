"""The ways out: what goes to whom, e-mail as the net takes it, what comes back. The ledger is not known here."""
