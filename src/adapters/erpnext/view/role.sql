-- Roles, and role profiles, whose roles are copied to whoever has the profile. The roles All and Guest are everybody's (*).
SELECT r.name AS role, r.role_name AS title, CASE
        WHEN r.name = 'Administrator' THEN 'automatic'
        WHEN r.is_custom = 1 THEN 'custom'
        ELSE 'shipped'
    END AS origin, r.disabled = 0 AS active, r.name AS stored, false AS profile, r.desk_access = 1 AS desk
FROM "tabRole" r
WHERE r.name NOT IN ('All', 'Guest')
UNION ALL
SELECT 'profile:' || p.name, p.role_profile, 'custom', true, p.name, true, false
FROM "tabRole Profile" p
