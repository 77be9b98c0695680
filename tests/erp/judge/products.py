"""Make products with codes through the ERP's own ORM.

usage: products.py CONFIG DATABASE '[{"name": ..., "code": ...}, ...]'

{"ok": true, "codes": [...]} with the codes as the ERP stored them, or {"ok": false, "error": ...}
"""

import json
import sys
from decimal import Decimal

from erp import answer, open_pool, run


def main():
    config, database, rows = sys.argv[1:]
    rows = json.loads(rows)
    pool = open_pool(config, database)

    def work():
        from trytond.transaction import Transaction

        Template = pool.get("product.template")
        Data = pool.get("ir.model.data")
        unit = Data.get_id("product", "uom_unit")
        (company, *_) = pool.get("company.company").search([], limit=1)
        made = [
            {
                "name": row["name"],
                "code": row["code"],
                "type": "goods",
                "default_uom": unit,
                "list_price": Decimal(1),
                "products": [("create", [{}])],
            }
            for row in rows
        ]
        codes = []
        with Transaction().set_context(company=company.id):
            # Few at a time, or SQLite's parser runs out of stack on the codes' check.
            for start in range(0, len(made), 20):
                for template in Template.create(made[start : start + 20]):
                    codes.extend(product.code for product in template.products)
        return codes

    try:
        answer({"ok": True, "codes": run(database, work)})
    except Exception as error:
        answer({"ok": False, "error": "%s: %s" % (type(error).__name__, error)})


main()
