-- Odoo gives and takes this group by the number of companies whenever it writes an account, and at no other time.
SELECT a.login AS subject, CASE WHEN m.held THEN 'has base.group_multi_company and one company; the next edit in Odoo takes it away'
    ELSE 'has ' || m.companies || ' companies and not base.group_multi_company, without which nobody can change between them' END AS detail
FROM (
    SELECT u.id, (SELECT count(*) FROM res_company_users_rel l WHERE l.user_id = u.id) AS companies, EXISTS (
        SELECT 1 FROM res_groups_users_rel l
        JOIN ir_model_data d ON d.model = 'res.groups' AND d.module = 'base' AND d.name = 'group_multi_company' AND d.res_id = l.gid
        WHERE l.uid = u.id) AS held
    FROM res_users u
) m
JOIN view_account a ON a.id = m.id
WHERE a.active AND a.kind = 'person' AND m.held <> (m.companies > 1)
