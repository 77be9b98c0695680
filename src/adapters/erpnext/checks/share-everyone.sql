SELECT s.share_doctype || ' ' || s.share_name AS subject, 'shared with everybody: ' || concat_ws(', ', CASE WHEN s."read" = 1 THEN 'read' END,
    CASE WHEN s."write" = 1 THEN 'write' END, CASE WHEN s.share = 1 THEN 'share' END, CASE WHEN s.submit = 1 THEN 'submit' END) AS detail
FROM "tabDocShare" s
WHERE s.everyone = 1
