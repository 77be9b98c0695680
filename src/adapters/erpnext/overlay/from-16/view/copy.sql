-- Rows to copy before the first change of a document's permissions: all that are shipped for it.
SELECT s.document, s.name, s.role, s.level, s.if_owner, s.idx, s."select", s."read", s."write", s."create", s."delete", s."submit", s."cancel", s."amend", s."report", s."export", s."import", s."share", s."print", s."email", s."mask"
FROM view_standard_row s
JOIN (SELECT DISTINCT document FROM view_wanted_permission v) w ON w.document = s.document
LEFT JOIN (SELECT DISTINCT document FROM view_custom_row x) c ON c.document = s.document
WHERE c.document IS NULL
