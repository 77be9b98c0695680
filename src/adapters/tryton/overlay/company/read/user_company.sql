-- Which companies a user may work in. A pair may be there twice, which says no more than once.
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
)
SELECT u.login, c.company
FROM "res_user-company_company" l
JOIN res_user u ON u.id = l."user"
JOIN companies c ON c.id = l.company
