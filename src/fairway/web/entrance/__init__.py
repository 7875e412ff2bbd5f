"""The entrance: sign-in, invitations, which organisation somebody acts for, and a person's own settings."""
