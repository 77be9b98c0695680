UPDATE "tabDocument Naming Rule" AS t
JOIN view_sequence s ON s.rule = t.name
JOIN change_sequence_update c ON c.sequence = s.sequence
CROSS JOIN view_actor x
SET t.prefix = c.prefix, t.prefix_digits = c.padding, t.modified = greatest(x.now_erp, t.modified + INTERVAL 1 MICROSECOND), t.modified_by = x.login;
