SELECT r.resource AS subject, 'the rule "' || r.name || '" is marked as everybody''s and has groups, which do not count' AS detail
FROM view_rule r
WHERE r.active AND r.for_all AND EXISTS (SELECT 1 FROM rule_group_rel l WHERE l.rule_group_id = r.id)
