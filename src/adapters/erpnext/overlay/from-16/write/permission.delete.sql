-- The first change of a document's permissions copies those that are shipped, which then no longer count.
INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.copy:' || v.name, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, v.idx, v.document, v.role, v.level, v.if_owner, v."select", v."read", v."write", v."create", v."delete", v."submit", v."cancel", v."amend", v."report", v."export", v."import", v."share", v."print", v."email", v."mask"
FROM view_copy v
CROSS JOIN view_actor x;

DELETE p FROM "tabCustom DocPerm" AS p
JOIN view_wanted_permission w ON w.verb = 'delete' AND w.document = p.parent AND w.level = p.permlevel AND w.if_owner = p.if_owner
    AND (w.role = p.role OR (w.key_role = '*' AND p.role = 'Guest'));

-- Without any row those that are shipped would count again: one that gives nothing stays.
INSERT INTO "tabCustom DocPerm" (name, creation, modified, modified_by, owner, docstatus, idx, parent, role, permlevel, if_owner, "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share", "print", "email", "mask")
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':permission.none:' || w.document, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 1, w.document, 'Administrator', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM (SELECT DISTINCT document FROM view_wanted_permission v WHERE verb = 'delete') w
LEFT JOIN "tabCustom DocPerm" p ON p.parent = w.document
CROSS JOIN view_actor x
WHERE p.name IS NULL;
