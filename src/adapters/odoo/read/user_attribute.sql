SELECT a.login, 'language' AS attribute, CAST(p.lang AS text) AS value
FROM view_account a JOIN res_partner p ON p.id = a.partner_id WHERE p.lang <> ''
UNION ALL
SELECT a.login, 'timezone', CAST(p.tz AS text)
FROM view_account a JOIN res_partner p ON p.id = a.partner_id WHERE p.tz <> ''
UNION ALL
SELECT a.login, 'main_company', f.company
FROM view_account a JOIN view_firm f ON f.id = a.company_id
