-- The permissions that ERPNext ships.
SELECT d.name AS document, p.name, p.role, p.permlevel AS level, p.if_owner, p.idx, p."select", p."read", p."write", p."create", p."delete", p."submit", p."cancel", p."amend", p."report", p."export", p."import", p."share", p."print", p."email", p."mask"
FROM view_document d
JOIN "tabDocPerm" p ON p.parent = d.name
WHERE p.parenttype = 'DocType'
