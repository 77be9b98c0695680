-- Sequences only ever move forward.
UPDATE ir_sequence AS s
SET number_next_internal = k.next, write_uid = 0, write_date = x.now_erp
FROM (
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
    SELECT keys.id, u.next
    FROM keys
    JOIN change_sequence_next u ON u.sequence = keys.key
    WHERE keys.strict = 0
) k
CROSS JOIN change_context x
WHERE s.id = k.id AND s.type = 'incremental' AND s.number_next_internal < k.next;

UPDATE ir_sequence_strict AS s
SET number_next_internal = k.next, write_uid = 0, write_date = x.now_erp
FROM (
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
    SELECT keys.id, u.next
    FROM keys
    JOIN change_sequence_next u ON u.sequence = keys.key
    WHERE keys.strict = 1
) k
CROSS JOIN change_context x
WHERE s.id = k.id AND s.type = 'incremental' AND s.number_next_internal < k.next;
