-- All rules, also those that are switched off. Whatever compares with the companies of a person keeps companies apart.
SELECT r.resource, r.name, r.filter, r.actions, CASE WHEN r.filter ~ '\mcompany_ids?\M' THEN 'company' END AS limits
FROM view_rule r
