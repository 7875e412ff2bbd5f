"""The partner's workspace."""
