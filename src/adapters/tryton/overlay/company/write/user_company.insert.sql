INSERT INTO "res_user-company_company" ("user", company, create_uid, create_date)
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
SELECT u.id, m.id, 0, x.now_erp
FROM change_user_company_insert c
JOIN res_user u ON u.login = c.login
JOIN companies m ON m.company = c.company
CROSS JOIN change_context x
ORDER BY c.n;
