-- A condition is an expression that only the program can try: a wrong one makes every access to the model fail. So conditions are
-- switched on and off, given to other groups and repeated, and never written anew.
WITH ended AS (
    SELECT r.id, bool_and(d.n IS NOT NULL) AS ends, bool_or(d.n IS NOT NULL) AS loses
    FROM view_rule r
    LEFT JOIN rule_group_rel l ON l.rule_group_id = r.id AND NOT r.for_all
    LEFT JOIN view_new_role o ON o.id = l.group_id
    LEFT JOIN change_record_rule_delete d ON d.resource = r.resource AND d.name = r.name AND d.role = COALESCE(o.role, '*')
    GROUP BY r.id
),
wanted AS (
    SELECT c.*, r.id, r.filter AS there_filter, r.actions AS there_actions, r.module, r.kept, r.active AND NOT e.ends AS goes_on, r.for_all
    FROM change_record_rule_insert c
    LEFT JOIN view_rule r ON r.resource = c.resource AND r.name = c.name
    LEFT JOIN ended e ON e.id = r.id
)
SELECT c.role || ' ' || c.resource || ' ' || c.name AS key, CASE
        WHEN c.resource NOT IN (SELECT model FROM view_model m) THEN 'there is no model "' || c.resource || '"'
        WHEN c.resource = 'ir.rule' THEN 'rules on rules are not allowed'
        WHEN c.id IS NULL AND COALESCE(c.actions, '') = '' THEN 'a rule is for at least one action'
        WHEN c.id IS NULL AND NOT EXISTS (SELECT 1 FROM view_rule r WHERE r.resource = c.resource AND r.filter IS NOT DISTINCT FROM c.filter)
            THEN 'no rule on this model has this condition; make the first one in Odoo'
        WHEN c.id IS NOT NULL AND (c.filter IS DISTINCT FROM c.there_filter OR c.actions IS DISTINCT FROM c.there_actions)
            THEN 'a rule of this name has another condition or other actions'
        WHEN c.goes_on AND (c.for_all OR c.role = '*') THEN 'the rule is for everybody, or for groups, and not for both'
        ELSE 'the rule is a module''s, and its next upgrade would bring its groups back'
    END AS reason
FROM wanted c
WHERE c.resource NOT IN (SELECT model FROM view_model m) OR c.resource = 'ir.rule'
    OR (c.id IS NULL AND (COALESCE(c.actions, '') = ''
        OR NOT EXISTS (SELECT 1 FROM view_rule r WHERE r.resource = c.resource AND r.filter IS NOT DISTINCT FROM c.filter)))
    OR (c.id IS NOT NULL AND (c.filter IS DISTINCT FROM c.there_filter OR c.actions IS DISTINCT FROM c.there_actions))
    OR (c.goes_on AND (c.for_all OR c.role = '*'))
    OR (c.module <> '__trueup__' AND NOT c.kept)
UNION
SELECT c.resource || ' ' || c.name, 'a rule would be for everybody and for groups'
FROM change_record_rule_insert c
GROUP BY c.resource, c.name HAVING bool_or(c.role = '*') AND bool_or(c.role <> '*')
UNION
SELECT c.role || ' ' || c.resource || ' ' || c.name, 'the rule is a module''s, and its next upgrade would bring this group back'
FROM change_record_rule_delete c
JOIN view_rule r ON r.resource = c.resource AND r.name = c.name AND r.module <> '__trueup__' AND NOT r.kept
JOIN ended e ON e.id = r.id AND e.loses AND NOT e.ends
