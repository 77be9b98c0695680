"""Fill a fresh Tryton database with the organisation of organisation.json, through Tryton's own ORM.

usage: fill.py CONFIG DATABASE

Works on every series from 6.0 and with whatever modules are active: what belongs to a module that is not
there is left out. The same run gives the same rows, apart from salts, keys and dates of creation.
"""

import datetime
import json
import os
import sys
from decimal import Decimal

from erp import open_pool, run, series

PERMISSIONS = {"r": "perm_read", "w": "perm_write", "c": "perm_create", "d": "perm_delete"}


def permissions(letters):
    return {column: letter in letters for letter, column in PERMISSIONS.items()}


class Filler:
    def __init__(self, pool, organisation):
        self.pool = pool
        self.data = organisation
        self.companies = []
        self.groups = {}
        self.users = {}

    def has(self, model):
        try:
            self.pool.get(model)
        except KeyError:
            return False
        return True

    def create(self, model, rows):
        return self.pool.get(model).create(rows) if rows else []

    def xml_id(self, module, name):
        return self.pool.get("ir.model.data").get_id(module, name)

    def model(self, name):
        """How a row refers to a model: by name, or by id up to 7.0."""
        if series() >= (7, 2):
            return name
        return self.pool.get("ir.model").search([("model", "=", name)])[0].id

    def field(self, model, name):
        if series() >= (7, 2):
            return {"model": model, "field": name}
        fields = self.pool.get("ir.model.field").search([("model.model", "=", model), ("name", "=", name)])
        return {"field": fields[0].id}

    def button(self, model, name):
        column = "model" if series() >= (7, 2) else "model.model"
        return self.pool.get("ir.model.button").search([(column, "=", model), ("name", "=", name)])[0].id

    def group(self, name):
        return None if name is None else self.groups[name].id

    def make_companies(self):
        currencies = {}
        for code, name in (("CNY", "Yuan"), ("EUR", "Euro")):
            row = {"name": name, "code": code, "symbol": code, "digits": 2, "rounding": Decimal("0.01")}
            row["rates"] = [("create", [{"date": datetime.date(2020, 1, 1), "rate": Decimal(1)}])]
            (currencies[code],) = self.create("currency.currency", [row])
        for company in self.data["companies"]:
            (party,) = self.create("party.party", [{"name": company["name"]}])
            row = {"party": party.id, "currency": currencies[company["currency"]].id}
            self.companies += self.create("company.company", [row])
        names = ["%s %02d" % (kind, n) for kind in ("Supplier", "Customer") for n in range(1, 9)]
        self.create("party.party", [{"name": name} for name in names])

    def make_groups(self):
        for group in self.data["groups"]:
            row = {"name": group["name"], "active": group.get("active", True)}
            row["parent"] = self.group(group.get("parent"))
            (self.groups[group["name"]],) = self.create("res.group", [row])

    def make_access(self):
        for access in self.data["access"]:
            if not self.has(access["model"]):
                continue
            row = {"model": self.model(access["model"]), "group": self.group(access["group"])}
            row["active"] = access.get("active", True)
            self.create("ir.model.access", [{**row, **permissions(access["perms"])}])
        for access in self.data["field_access"]:
            row = {**self.field(access["model"], access["field"]), "group": self.group(access["group"])}
            row.update(permissions(access["perms"]), perm_create=True, perm_delete=True)
            self.create("ir.model.field.access", [row])

    def make_rules(self):
        from trytond.pyson import Eval, PYSONEncoder

        encode = PYSONEncoder().encode
        for rule in self.data["rules"]:
            row = {"name": rule["name"], "model": self.model(rule["model"])}
            row["global_p"] = rule.get("global", False)
            row["default_p"] = rule.get("default", False)
            row["rules"] = [("create", [{"domain": encode([tuple(term) for term in rule["domain"]])}])]
            if rule.get("groups"):
                row["groups"] = [("add", [self.group(name) for name in rule["groups"]])]
            self.create("ir.rule.group", [{**row, **permissions(rule["perms"])}])
        for button in self.data["button_groups"]:
            if self.has(button["model"]):
                row = {"button": self.button(button["model"], button["button"])}
                self.create("ir.model.button-res.group", [{**row, "group": self.group(button["group"])}])
        for button in self.data["button_rules"]:
            if self.has(button["model"]):
                row = {"button": self.button(button["model"], button["button"]), "description": "four eyes"}
                row.update(number_user=button["users"], group=self.group(button["group"]))
                row["condition"] = encode(Eval("self", {}).get("untaxed_amount", 0) > button["above"])
                self.create("ir.model.button.rule", [row])
        for menu in self.data["menus"]:
            row = {"menu": self.xml_id(menu["module"], menu["id"]), "group": self.group(menu["group"])}
            self.create("ir.ui.menu-res.group", [row])

    def make_users(self):
        User = self.pool.get("res.user")
        languages = {row.code: row.id for row in self.pool.get("ir.lang").search([])}
        for person in self.data["users"]:
            login = person["login"]
            row = {"login": login, "name": person["name"], "active": person.get("active", True)}
            row["email"] = person.get("email", "%s@example.com" % login.lower())
            row["password"] = self.data["password"].format(login=login)
            row["groups"] = [("add", [self.group(name) for name in person["groups"]])]
            row["companies"] = [("add", [self.companies[n].id for n in person["companies"]])]
            row["company_filter"] = person.get("filter", "one")
            row["language"] = languages.get(person.get("language"))
            if person["companies"]:
                row["company"] = self.companies[person["companies"][0]].id
            if person.get("administrator"):
                self.make_administrator(row)
            (self.users[login],) = User.create([row])
            if person["companies"] and person.get("employee", True):
                (party,) = self.create("party.party", [{"name": person["name"]}])
                (employee,) = self.create("company.employee", [{"party": party.id, "company": row["company"]}])
                User.write(
                    [self.users[login]], {"employees": [("add", [employee.id])], "employee": employee.id}
                )
        (admin,) = User.search([("login", "=", "admin")])
        row = {"companies": [("add", [company.id for company in self.companies])]}
        User.write([admin], {**row, "company": self.companies[0].id, "company_filter": "all"})

    def make_administrator(self, row):
        """A flag since 8.2, a group before."""
        if series() >= (8, 2):
            row["administrator"] = True
        else:
            row["groups"][0][1].append(self.xml_id("res", "group_admin"))

    def make_roles(self):
        roles = {}
        for role in self.data["roles"]:
            row = {"name": role["name"], "groups": [("add", [self.group(name) for name in role["groups"]])]}
            (roles[role["name"]],) = self.create("res.role", [row])

        def date(text):
            kind = datetime.datetime if series() >= (6, 4) else datetime.date
            return kind(*map(int, text.split("-"))) if text else None

        for term in self.data["role_terms"]:
            row = {"user": self.users[term["user"]].id, "role": roles[term["role"]].id}
            self.create("res.user.role", [{**row, "from_date": date(term.get("from")), "to_date": date(term.get("to"))}])
        self.pool.get("res.user").sync_roles()

    def make_traces(self):
        """What a person leaves behind: sessions, devices, keys, an open password reset."""
        from trytond.transaction import Transaction

        transaction = Transaction()
        for login in self.data["sessions"]:
            with transaction.set_user(self.users[login].id):
                self.pool.get("ir.session").new()
        self.create("res.user.device", [{"login": login, "cookie": "c" * 32} for login in self.data["devices"]])
        # By SQL: where no module offers an application, the ORM knows no valid one.
        table = self.pool.get("res.user.application").__table__()
        columns = [table.user, table.application, table.state, table.key, table.create_uid, table.create_date]
        now = datetime.datetime.now()
        rows = [
            [self.users[key["user"]].id, "rest", key["state"], "%032x" % n, 0, now]
            for n, key in enumerate(self.data["api_keys"], 1)
        ]
        transaction.connection.cursor().execute(*table.insert(columns, rows))
        for login in self.data["resets"]:
            expire = datetime.datetime(2099, 1, 1)
            row = {"password_reset": "reset-" + login, "password_reset_expire": expire}
            self.pool.get("res.user").write([self.users[login]], row)

    def make_products(self):
        from trytond.transaction import Transaction

        roots = self.create("product.category", [{"name": name} for name in ("钢材", "Tools")])
        rows = [{"name": "%s %s" % (root.name, kind), "parent": root.id} for root in roots for kind in "AB"]
        leaves = self.create("product.category", rows)
        unit = self.xml_id("product", "uom_unit")
        rows = [self.product(n, leaves[n % len(leaves)].id, unit) for n in range(self.data["products"])]
        # Prices belong to a company; few at a time, or SQLite's parser runs out of stack on the codes' check.
        with Transaction().set_context(company=self.companies[0].id):
            for start in range(0, len(rows), 20):
                self.create("product.template", rows[start : start + 20])
            row = {"name": "Product", "prefix": "P", "padding": 5}
            row["sequence_type"] = self.xml_id("product", "sequence_type_template")
            (sequence,) = self.create("ir.sequence", [row])
            configuration = self.pool.get("product.configuration")(1)
            configuration.template_sequence = sequence
            configuration.save()
            self.create("product.template", [{**self.product(0, leaves[0].id, unit), "code": None}])

    @staticmethod
    def product(n, category, unit):
        code = "%s-%05d" % ("RM" if n % 2 else "TO", n)
        if n % 20 == 7:
            code = code.lower()
        elif n % 20 == 13:
            code = None
        variants = [{"suffix_code": "/S"}, {"suffix_code": "/L"}] if n % 10 == 0 else [{}]
        row = {"name": "Item %d" % n, "code": code, "type": "goods", "default_uom": unit}
        row.update(list_price=Decimal(n) / 4, categories=[("add", [category])])
        return {**row, "products": [("create", variants)]}

    def all(self):
        self.make_companies()
        self.make_groups()
        self.make_access()
        self.make_rules()
        self.make_users()
        self.make_roles()
        self.make_traces()
        self.make_products()


def main():
    config, database = sys.argv[1:]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "organisation.json"), encoding="utf-8") as file:
        organisation = json.load(file)
    pool = open_pool(config, database)
    run(database, lambda: Filler(pool, organisation).all())


main()
