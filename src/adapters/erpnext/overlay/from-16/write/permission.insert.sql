-- The first change of a document's permissions copies those that are shipped, which then no longer count.
INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.copy:' || v.name, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, v.idx, v.document, v.role, v.level, v.if_owner, v."select", v."read", v."write", v."create", v."delete", v."submit", v."cancel", v."amend", v."report", v."export", v."import", v."share", v."print", v."email", v."mask"
FROM view_copy v
CROSS JOIN view_actor x;

-- A row that gives nothing is read as none, so one may be there.
DELETE p FROM "tabCustom DocPerm" AS p
JOIN view_wanted_permission w ON w.verb = 'insert' AND w.document = p.parent AND w.level = p.permlevel AND w.if_owner = p.if_owner
    AND w.role = p.role;

INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.insert:' || w.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0,
    coalesce(p.idx, 0) + row_number() OVER (PARTITION BY w.document ORDER BY w.n), w.document, w.role, w.level, w.if_owner,
    find_in_set('select', w.actions) > 0,
    find_in_set('read', w.actions) > 0,
    find_in_set('write', w.actions) > 0,
    find_in_set('create', w.actions) > 0,
    find_in_set('delete', w.actions) > 0,
    find_in_set('submit', w.actions) > 0,
    find_in_set('cancel', w.actions) > 0,
    find_in_set('amend', w.actions) > 0,
    find_in_set('report', w.actions) > 0,
    find_in_set('export', w.actions) > 0,
    find_in_set('import', w.actions) > 0,
    find_in_set('share', w.actions) > 0,
    find_in_set('print', w.actions) > 0,
    find_in_set('email', w.actions) > 0,
    find_in_set('mask', w.actions) > 0
FROM view_wanted_permission w
LEFT JOIN (SELECT parent, max(idx) AS idx FROM "tabCustom DocPerm" GROUP BY parent) p ON p.parent = w.document
CROSS JOIN view_actor x
WHERE w.verb = 'insert';
