-- The first change of a document's permissions copies those that are shipped, which then no longer count.
INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.copy:' || v.name, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, v.idx, v.document, v.role, v.level, v.if_owner, v."select", v."read", v."write", v."create", v."delete", v."submit", v."cancel", v."amend", v."report", v."export", v."import", v."share", v."print", v."email", v."mask"
FROM view_copy v
CROSS JOIN view_actor x;

UPDATE "tabCustom DocPerm" AS p
JOIN view_wanted_permission w ON w.verb = 'update' AND w.document = p.parent AND w.level = p.permlevel AND w.if_owner = p.if_owner
    AND w.role = p.role
CROSS JOIN view_actor x
SET
    p."select" = find_in_set('select', w.actions) > 0,
    p."read" = find_in_set('read', w.actions) > 0,
    p."write" = find_in_set('write', w.actions) > 0,
    p."create" = find_in_set('create', w.actions) > 0,
    p."delete" = find_in_set('delete', w.actions) > 0,
    p."submit" = find_in_set('submit', w.actions) > 0,
    p."cancel" = find_in_set('cancel', w.actions) > 0,
    p."amend" = find_in_set('amend', w.actions) > 0,
    p."report" = find_in_set('report', w.actions) > 0,
    p."export" = find_in_set('export', w.actions) > 0,
    p."import" = find_in_set('import', w.actions) > 0,
    p."share" = find_in_set('share', w.actions) > 0,
    p."print" = find_in_set('print', w.actions) > 0,
    p."email" = find_in_set('email', w.actions) > 0,
    p."mask" = find_in_set('mask', w.actions) > 0,
    p.modified = greatest(x.now_erp, p.modified + INTERVAL 1 MICROSECOND), p.modified_by = x.login;

-- What everybody may do is what All and Guest may together.
UPDATE "tabCustom DocPerm" AS p
JOIN view_wanted_permission w ON w.verb = 'update' AND w.document = p.parent AND w.level = p.permlevel AND w.if_owner = p.if_owner
    AND w.key_role = '*' AND p.role = 'Guest'
CROSS JOIN view_actor x
SET
    p."select" = p."select" = 1 AND find_in_set('select', w.actions) > 0,
    p."read" = p."read" = 1 AND find_in_set('read', w.actions) > 0,
    p."write" = p."write" = 1 AND find_in_set('write', w.actions) > 0,
    p."create" = p."create" = 1 AND find_in_set('create', w.actions) > 0,
    p."delete" = p."delete" = 1 AND find_in_set('delete', w.actions) > 0,
    p."submit" = p."submit" = 1 AND find_in_set('submit', w.actions) > 0,
    p."cancel" = p."cancel" = 1 AND find_in_set('cancel', w.actions) > 0,
    p."amend" = p."amend" = 1 AND find_in_set('amend', w.actions) > 0,
    p."report" = p."report" = 1 AND find_in_set('report', w.actions) > 0,
    p."export" = p."export" = 1 AND find_in_set('export', w.actions) > 0,
    p."import" = p."import" = 1 AND find_in_set('import', w.actions) > 0,
    p."share" = p."share" = 1 AND find_in_set('share', w.actions) > 0,
    p."print" = p."print" = 1 AND find_in_set('print', w.actions) > 0,
    p."email" = p."email" = 1 AND find_in_set('email', w.actions) > 0,
    p."mask" = p."mask" = 1 AND find_in_set('mask', w.actions) > 0,
    p.modified = greatest(x.now_erp, p.modified + INTERVAL 1 MICROSECOND), p.modified_by = x.login;

INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.update:' || w.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 99, w.document, 'All', w.level, w.if_owner,
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
LEFT JOIN "tabCustom DocPerm" p ON p.parent = w.document AND p.permlevel = w.level AND p.if_owner = w.if_owner AND p.role = 'All'
CROSS JOIN view_actor x
WHERE w.verb = 'update' AND w.key_role = '*' AND p.name IS NULL;
