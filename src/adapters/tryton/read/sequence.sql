-- Number sequences under their name; the second of the same name gets a number.
WITH all_sequences AS (
    SELECT s.id, 0 AS strict, s.name || '' AS name, s.prefix, s.suffix, s.padding, s.number_increment
    FROM ir_sequence s
    UNION ALL
    SELECT s.id, 1 AS strict, s.name || '' AS name, s.prefix, s.suffix, s.padding, s.number_increment
    FROM ir_sequence_strict s
)
SELECT name || CASE WHEN row_number() OVER same = 1 THEN '' ELSE ' #' || row_number() OVER same END AS sequence,
    prefix, suffix, COALESCE(padding, 0) AS padding, number_increment AS step
FROM all_sequences
WINDOW same AS (PARTITION BY name ORDER BY strict, id)
