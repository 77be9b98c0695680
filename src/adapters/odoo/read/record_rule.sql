-- Active rules. One without groups is everybody's, all of those hold together; of the rules of a person's groups one is enough. A
-- rule without groups that is not marked as everybody's binds nobody (checks/rule-binds-nobody) and is not listed.
SELECT '*' AS role, r.resource, r.name, r.filter, r.actions
FROM view_rule r
WHERE r.active AND r.for_all
UNION ALL
SELECT o.role, r.resource, r.name, r.filter, r.actions
FROM view_rule r
JOIN rule_group_rel l ON l.rule_group_id = r.id
JOIN view_role o ON o.id = l.group_id
WHERE r.active AND NOT r.for_all
