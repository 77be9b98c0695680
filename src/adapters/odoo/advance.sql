-- Sequences only ever move forward. An ordinary one counts with a sequence of the engine; moving that is not undone by a rollback,
-- which leaves out numbers and never gives one twice. The row repeats the number, as Odoo does.
SELECT setval(c.counter, u.next, false)
FROM change_sequence_next u
JOIN view_number k ON k.sequence = u.sequence AND k.implementation = 'standard' AND NOT k.ranged
JOIN view_counter c ON c.id = k.id
WHERE c.next < u.next;

UPDATE ir_sequence AS s
SET number_next = u.next, write_uid = 1, write_date = x.now_erp
FROM view_number k
JOIN change_sequence_next u ON u.sequence = k.sequence
CROSS JOIN change_context x
WHERE s.id = k.id AND NOT k.ranged AND s.number_next < u.next;
