INSERT INTO "tabHas Role" (name, creation, modified, modified_by, owner, docstatus, idx, role, parent, parentfield, parenttype)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':grant.insert:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0,
    coalesce(h.idx, 0) + row_number() OVER (PARTITION BY u.name ORDER BY c.n), c.role, u.name, 'roles', 'User'
FROM change_grant_insert c
JOIN "tabUser" u ON u.name = c.login
LEFT JOIN (SELECT parent, max(idx) AS idx FROM "tabHas Role" WHERE parenttype = 'User' GROUP BY parent) h ON h.parent = u.name
CROSS JOIN view_actor x
WHERE c.role NOT LIKE 'profile:%' AND c.role <> 'Desk User';

INSERT INTO "tabUser Role Profile" (name, creation, modified, modified_by, owner, docstatus, idx, role_profile, parent, parentfield, parenttype)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':grant.profile:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0,
    coalesce(h.idx, 0) + row_number() OVER (PARTITION BY u.name ORDER BY c.n), substr(c.role, 9), u.name, 'role_profiles', 'User'
FROM change_grant_insert c
JOIN "tabUser" u ON u.name = c.login
LEFT JOIN (SELECT parent, max(idx) AS idx FROM "tabUser Role Profile" GROUP BY parent) h ON h.parent = u.name
CROSS JOIN view_actor x
WHERE c.role LIKE 'profile:%';
