"""Products, sorted into classes that every scope of the programme treats alike."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Mapping
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.relations import Relation


@dataclass(frozen=True)
class Classes:
    """Builds the relations of classes. `conditions` are those on products, with their names; `products` the columns."""

    conditions: Mapping[str, str]
    products: Mapping[str, str]

    def relations(self) -> list[Relation]:
        """The relations in order."""
        return [self._flags(), self._classes(), self._unlisted(), self._classified()]

    def _flags(self) -> Relation:
        flags = ",\n  ".join(f"{sql} AS {name}" for sql, name in self.conditions.items())
        return Relation(
            "product_flags",
            "Which product condition each product meets.",
            f"SELECT p.product_id,\n  {flags}\nFROM products AS p",
        )

    def _classes(self) -> Relation:
        names = ", ".join(self.conditions.values())
        blank = ", ".join(f"CAST(NULL AS {kind}) AS {dialect.name(column)}" for column, kind in self.products.items())
        flags = ",\n  ".join(f"{sql} AS {name}" for sql, name in self.conditions.items())
        sql = (
            f"SELECT CAST(row_number() OVER (ORDER BY {names}) AS INTEGER) AS product_class, {names}\n"
            f"FROM (SELECT DISTINCT {names} FROM product_flags) AS distinct_flags\n"
            f"UNION ALL\nSELECT 0,\n  {flags}\nFROM (SELECT {blank}) AS p"
        )
        return Relation(
            "product_classes", "Products that every condition treats alike; 0 is a product nobody listed.", sql
        )

    def _classified(self) -> Relation:
        same = " AND ".join(f"f.{name} = k.{name}" for name in self.conditions.values())
        sql = (
            "SELECT f.product_id, k.product_class\nFROM product_flags AS f\n"
            f"JOIN product_classes AS k ON {same} AND k.product_class > 0\n"
            "UNION ALL\nSELECT product_id, 0\nFROM unlisted_products"
        )
        says = "The class of every product, sold or listed."
        return Relation("classified_products", says, sql, each="product_id")

    def _unlisted(self) -> Relation:
        sql = (
            "SELECT sold.product_id\nFROM (SELECT DISTINCT l.product_id FROM lines AS l) AS sold\n"
            "LEFT JOIN product_flags AS f ON f.product_id = sold.product_id\nWHERE f.product_id IS NULL"
        )
        says = "Products that were sold but stand in no list."
        return Relation("unlisted_products", says, sql, reads_lines=True, each="product_id")
