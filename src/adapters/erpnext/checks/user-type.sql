SELECT a.login AS subject, CASE WHEN a.kind = 'portal' THEN 'has a role that opens the desk and is kept out: the next save lets it in'
    ELSE 'counts as a user of the desk without any role that opens it: the next save ends that' END AS detail
FROM view_account a
LEFT JOIN (SELECT DISTINCT h.login FROM view_held h JOIN view_role r ON r.role = h.role AND r.desk AND r.role <> 'Desk User') d ON d.login = a.login
WHERE a.active AND ((a.kind = 'person' AND a.user_type = 'System User' AND d.login IS NULL) OR (a.kind = 'portal' AND d.login IS NOT NULL))
