"""The command ``import``: take in sales files, partners, products and exchange rates from the command line."""

import typer

from fairway.cli.imports.sales import import_sales
from fairway.cli.imports.tables import import_partners, import_products, import_rates

app = typer.Typer(
    help="Take in sales files, partners, products and rates.", no_args_is_help=True, rich_markup_mode=None
)
app.command("sales")(import_sales)
app.command("partners")(import_partners)
app.command("products")(import_products)
app.command("rates")(import_rates)

__all__ = ["app"]
