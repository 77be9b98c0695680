-- A role is known by its name, and so is a role profile. It always opens the desk.
INSERT INTO "tabRole" (name, creation, modified, modified_by, owner, docstatus, idx, role_name, disabled, is_custom, desk_access)
SELECT c.role, x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.title, NOT c.active, 1, 1
FROM change_role_insert c
CROSS JOIN view_actor x
WHERE c.role NOT LIKE 'profile:%';

INSERT INTO "tabRole Profile" (name, creation, modified, modified_by, owner, docstatus, idx, role_profile)
SELECT substr(c.role, 9), x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.title
FROM change_role_insert c
CROSS JOIN view_actor x
WHERE c.role LIKE 'profile:%';
