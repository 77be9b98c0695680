-- Both hold the number that was given last.
UPDATE "tabSeries" AS t
JOIN view_sequence s ON s.series = t.name
JOIN change_sequence_next c ON c.sequence = s.sequence
SET t.current = c.next - 1
WHERE t.current < c.next - 1;

UPDATE "tabDocument Naming Rule" AS t
JOIN view_sequence s ON s.rule = t.name
JOIN change_sequence_next c ON c.sequence = s.sequence
SET t.counter = c.next - 1
WHERE t.counter < c.next - 1;
