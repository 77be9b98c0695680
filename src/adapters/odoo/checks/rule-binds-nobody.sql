-- A rule without groups holds for everybody only where the stored mark says so.
SELECT r.resource AS subject, 'the rule "' || r.name || '" has no groups and is not marked as everybody''s: it binds nobody' AS detail
FROM view_rule r
WHERE r.active AND NOT r.for_all AND NOT EXISTS (SELECT 1 FROM rule_group_rel l WHERE l.rule_group_id = r.id)
