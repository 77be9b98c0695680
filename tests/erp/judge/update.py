"""Does the ERP's own module update run clean, and does it leave access as it was?

usage: update.py CONFIG DATABASE [MODULE ...]        default: res ir company

{"ok": true or false, "output": ..., "changed": {table: {"gone": [...], "new": [...]}}}
"""

import os
import subprocess
import sys

from erp import answer, load_config

TABLES = [
    "res_user",
    "res_group",
    "res_user-res_group",
    "res_user-company_company",
    "res_user_role",
    "ir_model_access",
    "ir_model_field_access",
    "ir_rule_group",
    "ir_rule",
    "ir_rule_group-res_group",
    "ir_model_button-res_group",
]
# Who touched a row last is not what the row says.
IGNORED = {"write_uid", "write_date"}


def snapshot(database):
    from trytond.transaction import Transaction

    tables = {}
    with Transaction().start(database, 0, readonly=True) as transaction:
        cursor = transaction.connection.cursor()
        for table in TABLES:
            cursor.execute('SELECT * FROM "%s" ORDER BY id' % table)
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, row)) for row in cursor.fetchall()]
            tables[table] = [
                {name: str(value) for name, value in row.items() if name not in IGNORED} for row in rows
            ]
    return tables


def main():
    config, database = sys.argv[1:3]
    modules = sys.argv[3:] or ["res", "ir", "company"]
    load_config(config)
    before = snapshot(database)
    admin = os.path.join(os.path.dirname(sys.executable), "trytond-admin")
    done = subprocess.run(
        [sys.executable, admin, "-c", config, "-d", database, "-u", *modules],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    after = snapshot(database)
    changed = {}
    for table in TABLES:
        gone = [row for row in before[table] if row not in after[table]]
        new = [row for row in after[table] if row not in before[table]]
        if gone or new:
            changed[table] = {"gone": gone, "new": new}
    answer({"ok": done.returncode == 0, "output": done.stdout.decode()[-2000:], "changed": changed})


main()
