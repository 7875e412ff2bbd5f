"""The ledger: what is owed to whom and why, in double entry, only ever appended."""
