"""Make products through the ORM.

usage: catalogue.py CONFIG DATABASE PRODUCTS

PRODUCTS is a JSON list of {"code": ..., "name": ..., "category": path or null, "variants": [[suffix, description], ...]}.
The answer is the list of the variants' codes.
"""

import json
import sys

from erp import answer, open_pool, run


def category(pool, path):
    parent = None
    for name in path.split("/"):
        (parent,) = pool.get("product.category").search([("name", "=", name), ("parent", "=", parent)])
        parent = parent.id
    return parent


def main():
    config, database, products = sys.argv[1:]
    pool = open_pool(config, database)

    def companies():
        return [company.id for company in pool.get("company.company").search([], limit=1)]

    def make():
        unit = pool.get("ir.model.data").get_id("product", "uom_unit")
        rows = []
        for product in json.loads(products):
            variants = [
                {"suffix_code": suffix, "description": description} for suffix, description in product["variants"]
            ]
            row = {"name": product["name"], "code": product["code"], "type": "goods", "default_uom": unit}
            row.update(list_price=1, products=[("create", variants)])
            if product.get("category"):
                row["categories"] = [("add", [category(pool, product["category"])])]
            rows.append(row)
        made = pool.get("product.template").create(rows)
        return [variant.code for template in made for variant in template.products]

    (company,) = run(database, companies, readonly=True)
    answer(run(database, make, company=company))


main()
