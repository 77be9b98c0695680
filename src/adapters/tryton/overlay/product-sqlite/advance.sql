-- Sequences only ever move forward.
UPDATE ir_sequence AS s
SET number_next_internal = u.next, write_uid = 0, write_date = x.now_erp
FROM view_sequence k
JOIN change_sequence_next u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND k.strict = 0 AND s.type = 'incremental' AND s.number_next_internal < u.next;

UPDATE ir_sequence_strict AS s
SET number_next_internal = u.next, write_uid = 0, write_date = x.now_erp
FROM view_sequence k
JOIN change_sequence_next u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND k.strict = 1 AND s.type = 'incremental' AND s.number_next_internal < u.next;
