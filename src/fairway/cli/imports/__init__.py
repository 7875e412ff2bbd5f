"""The command ``import``: take in sales files, partners and products from the command line."""

import typer

from fairway.cli.imports.sales import import_sales
from fairway.cli.imports.tables import import_partners, import_products

app = typer.Typer(help="Take in sales files, partners and products.", no_args_is_help=True, rich_markup_mode=None)
app.command("sales")(import_sales)
app.command("partners")(import_partners)
app.command("products")(import_products)

__all__ = ["app"]
