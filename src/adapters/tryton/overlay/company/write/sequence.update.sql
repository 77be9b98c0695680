-- The key of a sequence is found as it is read. The number that comes next is not touched.
UPDATE ir_sequence AS s
SET prefix = u.prefix, suffix = u.suffix, padding = u.padding, number_increment = u.step, write_uid = 0, write_date = x.now_erp
FROM view_sequence k
JOIN change_sequence_update u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND k.strict = 0;

UPDATE ir_sequence_strict AS s
SET prefix = u.prefix, suffix = u.suffix, padding = u.padding, number_increment = u.step, write_uid = 0, write_date = x.now_erp
FROM view_sequence k
JOIN change_sequence_update u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND k.strict = 1;
