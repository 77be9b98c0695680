-- The next number of every sequence that counts.
WITH companies AS MATERIALIZED (
    SELECT c.id,
        CASE WHEN count(*) OVER (PARTITION BY c.party) > 1 THEN p.label || ' (' || p.code || ' #' || c.id || ')'
             WHEN count(*) OVER (PARTITION BY p.label) > 1 THEN p.label || ' (' || p.code || ')'
             ELSE p.label END AS company
    FROM company_company c
    JOIN (
        SELECT id, COALESCE(NULLIF(code, ''), '#' || id) AS code,
            COALESCE(NULLIF(name, ''), NULLIF(code, ''), '#' || id) AS label
        FROM party_party
    ) p ON p.id = c.party
),
all_sequences AS (
    SELECT s.id, 0 AS strict, s.name || COALESCE(' [' || c.company || ']', '') AS name,
        CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next
    FROM ir_sequence s
    LEFT JOIN companies c ON c.id = s.company
    UNION ALL
    SELECT s.id, 1 AS strict, s.name || COALESCE(' [' || c.company || ']', '') AS name,
        CASE WHEN s.type = 'incremental' THEN s.number_next_internal END AS next
    FROM ir_sequence_strict s
    LEFT JOIN companies c ON c.id = s.company
)
SELECT name || CASE WHEN row_number() OVER same = 1 THEN '' ELSE ' #' || row_number() OVER same END AS sequence, next
FROM all_sequences
WINDOW same AS (PARTITION BY name ORDER BY strict, id)
