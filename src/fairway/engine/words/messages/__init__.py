"""What is said, in every language: templates with named slots, by what they are about."""
