"""Products with their codes and categories as the ERP's own ORM reads them.

usage: items.py CONFIG DATABASE
"""

import sys

from erp import answer, open_pool, run


def path(category):
    names = []
    while category:
        names.append(category.name)
        category = category.parent
    return "/".join(reversed(names))


def main():
    config, database = sys.argv[1:]
    pool = open_pool(config, database)

    def read():
        return {
            str(row.id): {
                "code": row.code or None,
                "name": row.template.name,
                "kind": row.template.type,
                "specification": row.description or None,
                "family": str(row.template.id),
                "active": bool(row.active),
                "categories": sorted(path(category) for category in row.template.categories),
            }
            for row in pool.get("product.product").search([])
        }

    # Inactive records too.
    answer(run(database, read, readonly=True, active_test=False))


main()
