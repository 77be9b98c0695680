-- A share gives access whatever the roles say. Everybody has one for the own account.
SELECT s.user || ', ' || s.share_doctype || ' ' || s.share_name AS subject, 'shared by ' || coalesce(s.owner, '?') || ': ' || concat_ws(', ',
    CASE WHEN s."read" = 1 THEN 'read' END, CASE WHEN s."write" = 1 THEN 'write' END, CASE WHEN s.share = 1 THEN 'share' END,
    CASE WHEN s.submit = 1 THEN 'submit' END) AS detail
FROM "tabDocShare" s
WHERE s.everyone = 0 AND NOT (s.share_doctype = 'User' AND s.share_name = s.user)
