-- Name and e-mail address are those of the account's contact.
SELECT a.login, p.name, NULLIF(p.email, '') AS email, a.active, a.kind
FROM view_account a
JOIN res_partner p ON p.id = a.partner_id
