-- Number sequences, ordinary and strict, under their name; the second of the same name gets a number.
SELECT id, strict, name || CASE WHEN row_number() OVER same = 1 THEN '' ELSE ' #' || row_number() OVER same END AS sequence,
    type, prefix, suffix, padding, number_increment, number_next_internal
FROM (
    SELECT id, 0 AS strict, name || '' AS name, type, prefix, suffix, padding, number_increment, number_next_internal FROM ir_sequence
    UNION ALL
    SELECT id, 1, name || '', type, prefix, suffix, padding, number_increment, number_next_internal FROM ir_sequence_strict
) s
WINDOW same AS (PARTITION BY name ORDER BY strict, id)
