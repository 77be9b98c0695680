"""Can an administrator still edit this user and this group in the ERP?

usage: edit.py CONFIG DATABASE LOGIN GROUP

Everything goes through the ORM with access checks, as the user `admin`, and is put back as it was at the end.
{"ok": true} or {"ok": false, "step": ..., "error": ...}
"""

import sys

from erp import answer, open_pool, run, series


class Editor:
    def __init__(self, pool, login, group):
        self.pool = pool
        self.User = pool.get("res.user")
        self.Group = pool.get("res.group")
        (self.user,) = self.User.search([("login", "=", login)])
        (self.group,) = self.Group.search([("name", "=", group)])

    def rename_user(self):
        name = self.user.name
        self.User.write([self.user], {"name": (name or "") + " x"})
        assert self.User(self.user.id).name == (name or "") + " x"
        self.User.write([self.user], {"name": name})

    def regroup_user(self):
        """Take the group away and give it back; or the other way round."""
        held = self.group in self.user.groups
        for verb in ("remove", "add") if held else ("add", "remove"):
            self.User.write([self.user], {"groups": [(verb, [self.group.id])]})
            now = self.group in self.User(self.user.id).groups
            if not self.dated():
                assert now == (verb == "add"), "the group did not follow"

    def dated(self):
        """Whose roles have dates has groups that the ERP computes."""
        return bool(getattr(self.user, "roles", ()))

    def password_user(self):
        hash_before = self.hash()
        self.User.write([self.user], {"password": "Kx7-Quartz_mbp4"})
        assert self.hash() != hash_before, "the password did not change"

    def hash(self):
        from trytond.transaction import Transaction

        table = self.User.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(table.password_hash, where=table.id == self.user.id))
        return cursor.fetchone()[0]

    def toggle_user(self):
        active = self.user.active
        for value in (not active, active):
            self.User.write([self.user], {"active": value})

    def rename_group(self):
        name = self.group.name
        for value in (name + " x", name):
            self.Group.write([self.group], {"name": value})
            assert self.Group(self.group.id).name == value, "the name did not follow"

    def permit_group(self):
        Access = self.pool.get("ir.model.access")
        model = "ir.cron"
        if series() < (7, 2):
            model = self.pool.get("ir.model").search([("model", "=", model)])[0].id
        row = {"model": model, "group": self.group.id, "perm_read": True}
        Access.delete(Access.create([row]))
        for row in Access.search([("group", "=", self.group.id)]):
            if not self.shipped(row):
                Access.write([row], {"perm_read": row.perm_read})

    def shipped(self, row):
        found = self.pool.get("ir.model.data").search([("model", "=", row.__name__), ("db_id", "=", row.id)])
        return bool(found)


def main():
    config, database, login, group = sys.argv[1:]
    pool = open_pool(config, database)
    (admin,) = run(database, lambda: [user.id for user in pool.get("res.user").search([("login", "=", "admin")])])
    steps = ["rename_user", "regroup_user", "toggle_user", "rename_group", "permit_group", "password_user"]
    step = "find"
    from trytond.transaction import Transaction

    def work():
        nonlocal step
        editor = Editor(pool, login, group)
        for step in steps:
            getattr(editor, step)()
        # Everything was written and checked; nothing of it may stay.
        Transaction().rollback()

    try:
        run(database, work, user=admin, _check_access=True, active_test=False)
        answer({"ok": True})
    except Exception as error:
        answer({"ok": False, "step": step, "error": "%s: %s" % (type(error).__name__, error)})


main()
