-- The attributes that every Tryton has; the modules company and stock add theirs in overlays.
SELECT u.login, 'language' AS attribute, l.code AS value
FROM res_user u JOIN ir_lang l ON l.id = u.language
UNION ALL
SELECT u.login, 'signature', u.signature
FROM res_user u WHERE u.signature IS NOT NULL
