"""Decisions about leads: the routing policy, who is asked and why, a lead's states, what a file says, the answers."""
