"""The three axes of a registered deal, each its own small machine: registration, sales stage, protection clock."""
