-- A company is known by the name of its party; the code of the party keeps namesakes apart.
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
