-- What ERPNext ships for everybody is left out.
SELECT c.document AS subject, c.role || ' may ' || concat_ws(', ', CASE WHEN c."write" = 1 THEN 'write' END, CASE WHEN c."create" = 1 THEN 'create' END,
    CASE WHEN c."delete" = 1 THEN 'delete' END, CASE WHEN c.submit = 1 THEN 'submit' END) AS detail
FROM view_custom_row c
LEFT JOIN view_standard_row s ON s.document = c.document AND s.role = c.role AND s.level = c.level AND s.if_owner = c.if_owner
    AND s."write" >= c."write" AND s."create" >= c."create" AND s."delete" >= c."delete" AND s.submit >= c.submit
WHERE c.role IN ('All', 'Guest') AND c.if_owner = 0 AND (c."write" = 1 OR c."create" = 1 OR c."delete" = 1 OR c.submit = 1) AND s.name IS NULL
