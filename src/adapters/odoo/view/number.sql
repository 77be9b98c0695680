-- Number sequences under their code, or their name where they have none, and their company; the second of the same gets a
-- number. An ordinary one counts with a sequence of the engine, one without gaps in its row; with ranges of dates each
-- range counts by itself.
SELECT s.id, s.sequence || CASE WHEN s.same = 1 THEN '' ELSE ' #' || s.same END AS sequence, s.implementation, s.prefix, s.suffix,
    s.padding, s.number_increment, s.number_next, s.ranged
FROM (
    SELECT k.*, row_number() OVER (PARTITION BY k.sequence ORDER BY k.id) AS same
    FROM (
        SELECT i.id, CAST(COALESCE(NULLIF(btrim(i.code), ''), i.name) || COALESCE(' [' || f.company || ']', '') AS text) AS sequence,
            i.implementation, NULLIF(i.prefix, '') AS prefix, NULLIF(i.suffix, '') AS suffix, i.padding, i.number_increment,
            i.number_next, COALESCE(i.use_date_range, false) AS ranged
        FROM ir_sequence i
        LEFT JOIN view_firm f ON f.id = i.company_id
    ) k
) s
