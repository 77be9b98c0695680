DELETE FROM "res_user-company_company"
WHERE id IN (
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
    SELECT l.id
    FROM change_user_company_delete c
    JOIN res_user u ON u.login = c.login
    JOIN companies m ON m.company = c.company
    JOIN "res_user-company_company" l ON l."user" = u.id AND l.company = m.id
);

-- Nor can the person act as an employee of that company any more.
DELETE FROM "res_user-company_employee"
WHERE id IN (
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
    SELECT l.id
    FROM change_user_company_delete c
    JOIN res_user u ON u.login = c.login
    JOIN companies m ON m.company = c.company
    JOIN "res_user-company_employee" l ON l."user" = u.id
    JOIN company_employee e ON e.id = l.employee AND e.company = m.id
    WHERE u.employee IS NULL OR u.employee <> l.employee
);
