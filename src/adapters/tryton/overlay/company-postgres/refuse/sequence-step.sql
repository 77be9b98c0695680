-- An ordinary sequence counts with one of the engine, whose step only its owner can change.
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
    SELECT s.id, 0 AS strict, s.name || COALESCE(' [' || c.company || ']', '') AS name
    FROM ir_sequence s
    LEFT JOIN companies c ON c.id = s.company
    UNION ALL
    SELECT s.id, 1 AS strict, s.name || COALESCE(' [' || c.company || ']', '') AS name
    FROM ir_sequence_strict s
    LEFT JOIN companies c ON c.id = s.company
),
keys AS (
    SELECT id, strict, name || CASE WHEN row_number() OVER same = 1 THEN '' ELSE ' #' || row_number() OVER same END AS key
    FROM all_sequences
    WINDOW same AS (PARTITION BY name ORDER BY strict, id)
)
SELECT u.sequence AS key, 'its step can only be changed in Tryton: from ' || u.old_step || ' to ' || u.step AS reason
FROM change_sequence_update u
JOIN keys ON keys.key = u.sequence AND keys.strict = 0
JOIN ir_sequence s ON s.id = keys.id AND s.type = 'incremental'
WHERE u.step <> u.old_step
