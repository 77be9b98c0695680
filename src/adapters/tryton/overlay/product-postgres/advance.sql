-- Sequences only ever move forward. An ordinary one counts with a sequence of the engine; moving that is not undone by a
-- rollback, which leaves out numbers and never gives one twice.
SELECT setval(c.counter, u.next, false)
FROM change_sequence_next u
JOIN view_sequence k ON k.sequence = u.sequence AND k.strict = 0 AND k.type = 'incremental'
JOIN view_counter c ON c.id = k.id
WHERE c.next < u.next;

UPDATE ir_sequence_strict AS s
SET number_next_internal = u.next, write_uid = 0, write_date = x.now_erp
FROM view_sequence k
JOIN change_sequence_next u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND k.strict = 1 AND s.type = 'incremental' AND s.number_next_internal < u.next;
