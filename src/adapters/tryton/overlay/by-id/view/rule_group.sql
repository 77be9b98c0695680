-- Before 7.2 groups of record rules point at the model.
SELECT g.id, m.model, g.name, g.global_p, g.default_p, g.perm_read, g.perm_write, g.perm_create, g.perm_delete
FROM ir_rule_group g
JOIN ir_model m ON m.id = g.model
