SELECT c.document AS subject, 'the role Guest, which the public has, is named in the permissions' AS detail
FROM view_custom_row c
WHERE c.role = 'Guest' AND (c."read" = 1 OR c."select" = 1 OR c."write" = 1 OR c."create" = 1)
