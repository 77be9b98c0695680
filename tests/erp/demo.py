#!/usr/bin/env python3
"""Makes examples/demo/erp.sql from a database that the ERP itself made: the tables that the adapter touches, and of
their rows what the ERP ships. No person and no company of the source gets in.

usage: demo.py DATABASE.sqlite > examples/demo/erp.sql
"""
import sqlite3
import sys

TABLES = {
    "company_company": None, "company_employee": None, "party_party": None, "currency_currency": None,
    "ir_action_act_window": None, "ir_cache": None, "ir_configuration": "1", "ir_cron": "1", "ir_export": None,
    "ir_lang": "code IN ('en', 'nl', 'zh_CN')", "ir_model": "1", "ir_model_access": "shipped",
    "ir_model_button": "1", "ir_model_button-res_group": "shipped", "ir_model_data": "named",
    "ir_model_field": "access", "ir_model_field_access": "shipped", "ir_module": "state = 'activated'",
    "ir_rule": "grouped", "ir_rule_group": "shipped", "ir_rule_group-res_group": "shipped", "ir_sequence": "shipped",
    "ir_sequence_strict": None, "ir_sequence_type": "1", "ir_session": None, "ir_translation": None,
    "ir_ui_menu-res_group": None, "res_group": "shipped", "res_user": "login IN ('root', 'admin')",
    "res_user-company_company": None, "res_user-company_employee": None, "res_user-res_group": None,
    "res_user_application": None, "res_user_device": None, "res_user_login_attempt": None, "stock_location": None,
    "product_category": None, "product_configuration": None, "product_product": None, "product_template": None,
    "product_template-product_category": None,
}
NAMED = ("res.group", "ir.model.access", "ir.model.field.access", "ir.model.button-res.group", "ir.rule.group",
         "ir.rule.group-res.group", "ir.sequence", "ir.lang")


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def main(path):
    source = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    print("-- Made by tests/erp/demo.py from a database of the ERP; do not edit.")
    for table, choice in sorted(TABLES.items()):
        found = source.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        if not found:
            continue
        print(" ".join(found[0].split()) + ";")
        indexes = source.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE '%UNIQUE%' ORDER BY name", (table,))
        for (sql,) in indexes:
            print(" ".join(sql.split()) + ";")
        if choice is None:
            continue
        model = table.replace("_", ".")
        where = {
            "shipped": "id IN (SELECT db_id FROM ir_model_data WHERE model = '%s')" % model,
            "named": "model IN %s AND db_id IS NOT NULL" % (NAMED,),
            "access": "access",
            "grouped": "rule_group IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.rule.group')",
        }.get(choice, choice)
        columns = [row[1] for row in source.execute('PRAGMA table_info("%s")' % table)]
        drop = {"create_date", "write_date", "create_uid", "write_uid", "password_hash", "notifications", "menu", "employee",
                "company", "warehouse", "next_call", "running_start", "running_id", "fs_values", "values", "email"}
        kept = [name for name in columns if name not in drop]
        names = ", ".join('"%s"' % name for name in kept)
        rows = source.execute('SELECT %s FROM "%s" WHERE %s ORDER BY id' % (names, table, where)).fetchall()
        for start in range(0, len(rows), 50):
            print('INSERT INTO "%s" (%s) VALUES' % (table, names))
            print(",\n".join("(" + ",".join(literal(cell) for cell in row) + ")" for row in rows[start:start + 50]) + ";")


main(sys.argv[1])
