-- Number sequences, ordinary and strict, under their name and company; the second of the same name gets a number.
SELECT id, strict, name || CASE WHEN row_number() OVER same = 1 THEN '' ELSE ' #' || row_number() OVER same END AS sequence,
    type, prefix, suffix, padding, number_increment, number_next_internal
FROM (
    SELECT s.id, s.strict, s.name || COALESCE(' [' || c.company || ']', '') AS name, s.type, s.prefix, s.suffix, s.padding,
        s.number_increment, s.number_next_internal
    FROM (
        SELECT id, 0 AS strict, company, name, type, prefix, suffix, padding, number_increment, number_next_internal FROM ir_sequence
        UNION ALL
        SELECT id, 1, company, name, type, prefix, suffix, padding, number_increment, number_next_internal FROM ir_sequence_strict
    ) s
    LEFT JOIN view_company c ON c.id = s.company
) s
WINDOW same AS (PARTITION BY name ORDER BY strict, id)
