-- The accounts. Whoever may open the desk is a person; what is not so is a customer's or a supplier's account on the web site.
SELECT u.name AS login, u.full_name AS name, u.email, u.enabled = 1 AS active, CASE
        WHEN u.name IN ('Administrator', 'Guest') THEN 'system'
        WHEN u.user_type = 'Website User' THEN 'portal'
        ELSE 'person'
    END AS kind, u.user_type
FROM "tabUser" u
