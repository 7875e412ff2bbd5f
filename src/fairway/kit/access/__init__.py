"""Who is asking: people, roles, the actor of a request and the database role that goes with it."""

from fairway.kit.access.actor import SIGNING_IN, WORKER, Actor, Kind, NotAllowed, acting_as, present, take_role

__all__ = ["SIGNING_IN", "WORKER", "Actor", "Kind", "NotAllowed", "acting_as", "present", "take_role"]
