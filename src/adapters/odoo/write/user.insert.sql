-- A complete account, as Odoo itself makes one. Modules add columns that must not be empty: they are copied from the
-- administrator's contact and account, whatever they are called, and columns that a version does not have are left out.
-- The contact first, under a name of this apply by which its account finds it.
INSERT INTO res_partner
SELECT r.*
FROM (
    SELECT c.n, c.email, nextval('res_partner_id_seq') AS id
    FROM (SELECT n, email FROM change_user_insert ORDER BY n) c
) k
CROSS JOIN change_context x
CROSS JOIN (
    SELECT jsonb_object_agg(f.key, f.value) AS required
    FROM ir_model_data d
    JOIN res_users u ON u.id = d.res_id
    JOIN res_partner p ON p.id = u.partner_id
    CROSS JOIN LATERAL jsonb_each(to_jsonb(p)) f
    JOIN pg_catalog.pg_attribute a ON a.attrelid = CAST('res_partner' AS regclass) AND a.attname = f.key AND a.attnotnull
    WHERE d.module = 'base' AND d.name = 'user_admin' AND d.model = 'res.users'
) t
CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS res_partner), COALESCE(t.required, '{}') || jsonb_build_object(
    'id', k.id, 'name', x.apply_id || ':user.insert:' || k.n, 'email', k.email,
    'email_normalized', CASE WHEN k.email ~ '^[^@[:space:]<>",;]+@[^@[:space:]<>",;]+$' THEN lower(k.email) END,
    'type', 'contact', 'active', true, 'is_company', false, 'employee', false, 'commercial_partner_id', k.id, 'partner_share', false,
    'color', 0, 'message_bounce', 0, 'create_uid', 1, 'write_uid', 1, 'create_date', x.now_erp, 'write_date', x.now_erp)) r;

INSERT INTO res_users
SELECT r.*
FROM (
    SELECT c.n, c.login, c.active, c.kind, c.password_hash, p.id AS partner, f.id AS company, nextval('res_users_id_seq') AS id
    FROM change_user_insert c
    CROSS JOIN change_context x
    JOIN res_partner p ON p.name = x.apply_id || ':user.insert:' || c.n
    -- refuse/main-company: everybody has one.
    JOIN change_user_attribute_insert m ON m.login = c.login AND m.attribute = 'main_company'
    JOIN view_firm f ON f.company = m.value
) k
CROSS JOIN change_context x
CROSS JOIN (
    SELECT jsonb_object_agg(f.key, f.value) AS required
    FROM ir_model_data d
    JOIN res_users u ON u.id = d.res_id
    CROSS JOIN LATERAL jsonb_each(to_jsonb(u)) f
    JOIN pg_catalog.pg_attribute a ON a.attrelid = CAST('res_users' AS regclass) AND a.attname = f.key AND a.attnotnull
    WHERE d.module = 'base' AND d.name = 'user_admin' AND d.model = 'res.users'
) t
CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS res_users), COALESCE(t.required, '{}') || jsonb_build_object(
    'id', k.id, 'login', k.login, 'password', k.password_hash, 'active', k.active, 'share', k.kind = 'portal', 'partner_id', k.partner,
    'company_id', k.company, 'notification_type', 'email', 'create_uid', 1, 'write_uid', 1, 'create_date', x.now_erp,
    'write_date', x.now_erp)) r;

-- Its own name last; what repeats it has another column in each version (user.insert.label). The contact of an outsider, and of
-- whom nobody lets in, counts as an outsider.
UPDATE res_partner AS p
SET name = c.name, partner_share = NOT c.active OR c.kind = 'portal'
FROM change_user_insert c
CROSS JOIN change_context x
WHERE p.name = x.apply_id || ':user.insert:' || c.n;
