"""Make and edit products through the ORM, as the user `admin`, and say how each step went.

usage: guard.py CONFIG DATABASE STEPS

STEPS is a JSON list; each step is a transaction of its own:
  {"do": "create", "code": ..., "suffix": ..., "category": [path, ...], "type": ..., "active": ...}
  {"do": "edit", "item": id of a variant, "values": {...}, "variant": {...}, "category": [path, ...]}
  {"do": "copy", "item": id}
  {"do": "import", "rows": [[name, code, suffix], ...], "category": path}
  {"do": "next", "sequence": name}      a number of the sequence, as the ERP gives it
Answer: a list of {"item": id of the variant or null, "code": ...} or {"error": class, "message": ..., "user": whether it is
an error that the ERP itself tells its user}.
"""

import json
import sys

from erp import answer, open_pool, run, series


class Products:
    def __init__(self, pool):
        self.pool = pool
        self.Template = pool.get("product.template")
        self.Product = pool.get("product.product")
        self.Category = pool.get("product.category")

    def category(self, path):
        parent = None
        for name in path.split("/"):
            (parent,) = self.Category.search([("name", "=", name), ("parent", "=", parent)])
            parent = parent.id
        return parent

    def unit(self):
        ModelData = self.pool.get("ir.model.data")
        return ModelData.get_id("product", "uom_unit")

    def row(self, step):
        row = {"name": "Judged", "type": step.get("type", "goods"), "default_uom": self.unit()}
        row["code"] = step.get("code")
        row["list_price"] = 1
        row["categories"] = [("add", [self.category(path) for path in step.get("category", [])])]
        variant = {"suffix_code": step.get("suffix"), "active": step.get("active", True)}
        row["products"] = [("create", [variant])]
        return row

    def create(self, step):
        (template,) = self.Template.create([self.row(step)])
        return template.products[0] if template.products else self.Product.search(
            [("template", "=", template.id), ("active", "in", [True, False])]
        )[0]

    def edit(self, step):
        product = self.Product(step["item"])
        template = self.Template(product.template.id)
        values = dict(step.get("values", {}))
        if "category" in step:
            old = [category.id for category in template.categories]
            values["categories"] = [("remove", old), ("add", [self.category(path) for path in step["category"]])]
        if values:
            self.Template.write([template], values)
        if "variant" in step:
            self.Product.write([product], step["variant"])
        return self.Product(step["item"])

    def copy(self, step):
        (template,) = self.Template.copy([self.Product(step["item"]).template])
        return template.products[0]

    def import_(self, step):
        category = self.Category(self.category(step["category"]))
        # Newer series look for the name alone, older ones for the whole path.
        category = category.name if series() >= (8, 0) else category.rec_name
        self.Template.import_data(
            ["name", "code", "type", "default_uom", "list_price", "categories", "products/suffix_code"],
            [[name, code, "goods", "Unit", 1, category, suffix] for name, code, suffix in step["rows"]],
        )
        return self.Product.search([("template.code", "=", step["rows"][0][1])])[0]

    def step(self, step):
        if step["do"] == "next":
            (sequence,) = self.pool.get("ir.sequence").search([("name", "=", step["sequence"])])
            return {"code": sequence.get() if series() >= (6, 0) else None}
        product = getattr(self, {"import": "import_"}.get(step["do"], step["do"]))(step)
        return {"item": product.id, "code": product.code}


def attempt(database, pool, user, company, step):
    from trytond.exceptions import UserError

    def work():
        return Products(pool).step(step)

    try:
        return run(database, work, user=user, company=company, active_test=False, _check_access=False)
    except Exception as error:
        # Arguments of a UserError are what a client is given to show.
        message = error.args[0][0] if isinstance(error.args and error.args[0], (list, tuple)) else str(error)
        return {
            "error": type(error).__name__,
            "message": message,
            "user": isinstance(error, UserError),
        }


def main():
    config, database, steps = sys.argv[1:]
    pool = open_pool(config, database)

    def find():
        (user,) = pool.get("res.user").search([("login", "=", "admin")])
        return user.id, pool.get("company.company").search([], limit=1)[0].id

    user, company = run(database, find)
    answer([attempt(database, pool, user, company, step) for step in json.loads(steps)])


main()
