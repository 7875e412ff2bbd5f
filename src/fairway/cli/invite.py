"""`fairway invite`: a link by which somebody joins, the first person of an installation above all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from fairway.cli import PROBLEM
from fairway.cli.inputs import refuse
from fairway.cli.serve import begin


def invite(
    email: Annotated[str, typer.Argument(help="E-mail address of the person, which is what they sign in with.")],
    role: Annotated[str, typer.Option(help="One role; repeat the command for more.")],
    partner: Annotated[str | None, typer.Option(help="Code of the partner they work for; the vendor's own if not.")] = (
        None
    ),
    name: Annotated[str, typer.Option(help="Their name, if it is known.")] = "",
) -> None:
    """Invite somebody to a role and print the link by which they join. It is kept nowhere and sent to nobody.

    Exit code 1 when there is no such role or partner.
    """
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@"):
        refuse(f"'{email}' is not an e-mail address.", PROBLEM)
    begin()
    from django.conf import settings
    from django.urls import reverse

    from fairway.kit.access import WORKER, acting_as, people
    from fairway.partners.queries import ids_by_code

    now = datetime.now(UTC)  # noqa: TID251 - a command is a door
    with acting_as(WORKER):
        partner_id = ids_by_code(WORKER).get(partner) if partner else None
        if partner and partner_id is None:
            refuse(f"There is no partner '{partner}': import partners first, or leave --partner out.")
        try:
            invitation, secret = people.invite(
                actor=WORKER, now=now, email=email, role=role, partner_id=partner_id, name=name
            )
        except people.Refused as fault:
            refuse(str(fault))
    typer.echo(f"{settings.FAIRWAY.base_url}{reverse('entrance:join', args=[secret])}")
    typer.echo(f"Open until {invitation.expires_at:%Y-%m-%d %H:%M} UTC. Whoever has the link can join.", err=True)
