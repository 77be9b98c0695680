-- The number that comes next is not touched. The step of an ordinary sequence is the engine's (refuse/sequence-form).
UPDATE ir_sequence AS s
SET prefix = c.prefix, suffix = c.suffix, padding = c.padding, number_increment = c.step, write_uid = 1, write_date = x.now_erp
FROM view_number k
JOIN change_sequence_update c ON c.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id;
