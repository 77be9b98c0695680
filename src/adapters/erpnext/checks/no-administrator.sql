SELECT 'System Manager' AS subject, 'no active person has this role' AS detail
FROM (SELECT 1 AS one) o
WHERE NOT EXISTS (
    SELECT 1 FROM view_held h JOIN view_account a ON a.login = h.login AND a.active AND a.kind = 'person' WHERE h.role = 'System Manager'
)
