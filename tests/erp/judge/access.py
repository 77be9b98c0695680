"""What the server itself lets every active user do.

usage: access.py CONFIG DATABASE [models | fields | buttons | all]

models:  {login: {model: "rwcd"}}, one letter per allowed action, for every stored model
fields:  {login: {"model/field": "rwcd"}}, for the fields that some row is about
buttons: {login: {"model#button": true or false}}
all:     {login: {"models": …, "fields": …, "buttons": …}}, in one start of the ERP
"""

import sys

from erp import answer, open_pool, run

MODES = ["read", "write", "create", "delete"]


def letters(access):
    # None stands for "no row says anything" in some series: allowed.
    return "".join(mode[0] for mode in MODES if access[mode] or access[mode] is None)


def stored_models(pool):
    from trytond.model import ModelStorage

    known = {name for name, model in pool.iterobject() if issubclass(model, ModelStorage)}
    Model = pool.get("ir.model")
    column = "name" if "string" in Model._fields else "model"
    return sorted(known & {getattr(row, column) for row in Model.search([])})


def models(pool, names):
    access = pool.get("ir.model.access").get_access(names)
    return {name: letters(access[name]) for name in names}


def fields(pool, names):
    """One model at a time, as the server's checks ask: asked for several, it mixes up their fields."""
    Access = pool.get("ir.model.field.access")
    return {
        "%s/%s" % (name, field): letters(row)
        for name in names
        for field, row in Access.get_access([name])[name].items()
    }


def buttons(pool, names):
    """Run the check in front of every button with a button behind it that does nothing."""
    from trytond.model import ModelView
    from trytond.model.exceptions import AccessError
    from trytond.model.modelview import AccessButtonError

    found = {}
    for row in all_buttons(pool):
        model, name = row
        if model not in names:
            continue

        def nothing(cls, records):
            return None

        nothing.__name__ = name
        try:
            ModelView.button(nothing)(pool.get(model), [])
            found["%s#%s" % row] = True
        except (AccessError, AccessButtonError):
            found["%s#%s" % row] = False
    return found


def all_buttons(pool):
    """Read as nobody in particular: a user may not be allowed to see them."""
    from trytond.transaction import Transaction

    with Transaction().set_user(0), Transaction().set_context(_check_access=False):
        rows = pool.get("ir.model.button").search([])
        return [(row.model if isinstance(row.model, str) else row.model.model, row.name) for row in rows]


def everything(pool, names):
    return {name: what(pool, names) for name, what in KINDS.items()}


KINDS = {"models": models, "fields": fields, "buttons": buttons}


def main():
    config, database = sys.argv[1:3]
    pool = open_pool(config, database)
    what = {**KINDS, "all": everything}[(sys.argv[3:] or ["models"])[0]]

    def prepare():
        users = pool.get("res.user").search([("active", "=", True)])
        return [(user.id, user.login) for user in users], stored_models(pool)

    users, names = run(database, prepare, readonly=True)
    answer(
        {
            login: run(database, lambda: what(pool, names), user=number, readonly=True, _check_access=True)
            for number, login in users
        }
    )


main()
