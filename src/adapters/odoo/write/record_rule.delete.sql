-- A rule that loses the last of its groups would bind nobody, or everybody: it is switched off instead, which an upgrade keeps, and
-- so is one of everybody's. From others the group is taken.
UPDATE ir_rule AS i
SET active = false, write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE i.id IN (
    SELECT r.id
    FROM view_rule r
    JOIN change_record_rule_delete c ON c.resource = r.resource AND c.name = r.name
    LEFT JOIN rule_group_rel l ON l.rule_group_id = r.id
    LEFT JOIN view_role o ON o.id = l.group_id
    GROUP BY r.id, r.for_all
    HAVING r.for_all OR count(DISTINCT l.group_id) = count(DISTINCT CASE WHEN o.role = c.role THEN l.group_id END)
);

DELETE FROM rule_group_rel AS l
USING change_record_rule_delete c
JOIN view_rule r ON r.resource = c.resource AND r.name = c.name AND r.active
JOIN view_role o ON o.role = c.role
WHERE l.rule_group_id = r.id AND l.group_id = o.id;

UPDATE ir_rule AS i
SET write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE i.id IN (
    SELECT r.id FROM view_rule r JOIN change_record_rule_delete c ON c.resource = r.resource AND c.name = r.name
);
