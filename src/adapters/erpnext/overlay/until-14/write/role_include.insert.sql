INSERT INTO "tabHas Role" (name, creation, modified, modified_by, owner, docstatus, idx, role, parent, parentfield, parenttype)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':role_include.insert:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0,
    coalesce(h.idx, 0) + row_number() OVER (PARTITION BY p.name ORDER BY c.n), c.included, p.name, 'roles', 'Role Profile'
FROM change_role_include_insert c
JOIN "tabRole Profile" p ON c.role = 'profile:' || p.name
LEFT JOIN (SELECT parent, max(idx) AS idx FROM "tabHas Role" WHERE parenttype = 'Role Profile' GROUP BY parent) h ON h.parent = p.name
CROSS JOIN view_actor x;

UPDATE "tabRole Profile" AS p
JOIN change_role_include_insert c ON c.role = 'profile:' || p.name
CROSS JOIN view_actor x
SET p.modified = greatest(x.now_erp, p.modified + INTERVAL 1 MICROSECOND), p.modified_by = x.login;

