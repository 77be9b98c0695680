-- The module user_role recomputes the groups of everyone who has a dated role; an administrator keeps his own (8.2).
SELECT DISTINCT u.login, 'dated roles (module user_role) decide the groups of this user' AS reason
FROM res_user_role r JOIN res_user u ON u.id = r."user"
WHERE NOT u.administrator
