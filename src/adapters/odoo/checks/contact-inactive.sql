SELECT a.login AS subject, 'is active and its contact is archived: logs in and cannot be chosen anywhere' AS detail
FROM view_account a JOIN res_partner p ON p.id = a.partner_id
WHERE a.active AND p.active IS NOT TRUE
