-- The version of the module base, and the identifier that every database of Odoo gets when it is made (a copy made by the
-- database manager gets another one).
SELECT substring(m.latest_version FROM '^[0-9]+[.][0-9]+') AS version,
    COALESCE((SELECT 'database ' || p.value FROM ir_config_parameter p WHERE p.key = 'database.uuid'),
        'made ' || COALESCE(CAST(m.create_date AS text), 'at an unknown time')) AS identity
FROM ir_module_module m
WHERE m.name = 'base' AND m.state IN ('installed', 'to upgrade') AND EXISTS (SELECT 1 FROM res_groups)
