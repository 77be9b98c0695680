-- Groups of record rules and the models they are for.
SELECT id, model, name, global_p, default_p, perm_read, perm_write, perm_create, perm_delete
FROM ir_rule_group
