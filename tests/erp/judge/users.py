"""Users, groups, roles and model access as the ERP's own ORM reads them.

usage: users.py CONFIG DATABASE
"""

import sys

from erp import answer, open_pool, run


def named(record):
    return record.rec_name if record else None


def user(row):
    return {
        "name": row.name,
        "email": row.email,
        "active": bool(row.active),
        "administrator": bool(getattr(row, "administrator", False)),
        "groups": sorted(group.name for group in row.groups),
        "companies": sorted(named(company) for company in row.companies),
        "company": named(row.company),
        "company_filter": row.company_filter,
        "employee": named(row.employee),
        "language": row.language.code if row.language else None,
        "roles": sorted(term.role.name for term in row.roles) if hasattr(row, "roles") else [],
        "sessions": len(row.sessions) if isinstance(row.sessions, (list, tuple)) else row.sessions,
    }


def group(row):
    return {
        "active": bool(row.active),
        "parent": named(row.parent),
        "users": sorted(member.login for member in row.users),
    }


def access(row):
    model = row.model if isinstance(row.model, str) else row.model.model
    flags = [mode[0] for mode in ("read", "write", "create", "delete") if getattr(row, "perm_" + mode)]
    return {
        "model": model,
        "group": row.group.name if row.group else None,
        "active": bool(row.active),
        "perms": "".join(flags),
    }


def main():
    config, database = sys.argv[1:]
    pool = open_pool(config, database)

    def read():
        return {
            "users": {row.login: user(row) for row in pool.get("res.user").search([("id", ">", 0)])},
            "groups": {row.name: group(row) for row in pool.get("res.group").search([])},
            "access": sorted(
                (access(row) for row in pool.get("ir.model.access").search([])),
                key=lambda row: (row["model"], row["group"] or "", row["perms"], row["active"]),
            ),
        }

    # Inactive records too.
    answer(run(database, read, readonly=True, active_test=False))


main()
