-- Settings that every company has a value of, in a column of its own: as many as modules and versions have made.
SELECT f.id AS company_id, s.setting AS name, s.setting || ' [' || f.company || ']' AS setting, s.kind,
    CASE s.kind WHEN 'amount' THEN regexp_replace(to_jsonb(c) ->> s.col, '\.0*$', '') ELSE NULLIF(to_jsonb(c) ->> s.col, '') END AS value
FROM res_company c
JOIN view_firm f ON f.id = c.id
CROSS JOIN (VALUES
    ('purchase.double_validation', 'po_double_validation', 'choice'),
    ('purchase.double_validation_amount', 'po_double_validation_amount', 'amount'),
    ('purchase.lock_confirmed', 'po_lock', 'choice'),
    ('accounting.fiscalyear_lock_date', 'fiscalyear_lock_date', 'day'),
    ('accounting.period_lock_date', 'period_lock_date', 'day'),
    ('accounting.tax_lock_date', 'tax_lock_date', 'day'),
    ('accounting.sale_lock_date', 'sale_lock_date', 'day'),
    ('accounting.purchase_lock_date', 'purchase_lock_date', 'day'),
    ('accounting.hard_lock_date', 'hard_lock_date', 'day'),
    ('password.max_age_days', 'password_expiration', 'number'),
    ('password.min_age_hours', 'password_minimum', 'number'),
    ('password.history', 'password_history', 'number'),
    ('password.length', 'password_length', 'number'),
    ('password.lower', 'password_lower', 'number'),
    ('password.upper', 'password_upper', 'number'),
    ('password.digits', 'password_numeric', 'number'),
    ('password.special', 'password_special', 'number')
) AS s(setting, col, kind)
JOIN pg_catalog.pg_attribute a ON a.attrelid = CAST('res_company' AS regclass) AND a.attname = s.col AND NOT a.attisdropped
