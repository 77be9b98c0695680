-- A record rule that the program cannot read makes every access to its model fail. PostgreSQL 15 cannot test JSON
-- without failing on it, so brackets and quotes are counted and the first word of each clause is looked up.
WITH rules AS (
    SELECT g.name, g.model, r.domain
    FROM ir_rule r
    JOIN view_rule_group g ON g.id = r.rule_group
),
clauses AS (
    SELECT DISTINCT r.name, r.model, m[1] AS field
    FROM rules r
    CROSS JOIN LATERAL regexp_matches(r.domain, '\[\s*"([a-z_][a-z_0-9]*)(?:[.][^"]*)?"\s*,\s*"(?:=|!=|<|>|<=|>=|in|not in|like|not like|ilike|not ilike|where|not where|child_of|not child_of|parent_of|not parent_of)"', 'g') m
),
fields AS (SELECT resource FROM view_field f)
SELECT model AS subject, 'the record rule "' || name || '" is neither a list nor an expression in JSON' AS detail
FROM rules
WHERE btrim(domain, E' \t\r\n') !~ '^(\[.*\]|[{].*[}])$'
    OR length(domain) - length(replace(domain, '[', '')) <> length(domain) - length(replace(domain, ']', ''))
    OR length(domain) - length(replace(domain, '{', '')) <> length(domain) - length(replace(domain, '}', ''))
    OR (length(replace(domain, '\"', '')) - length(replace(replace(domain, '\"', ''), '"', ''))) % 2 = 1
UNION ALL
SELECT c.model, 'the record rule "' || c.name || '" names the field "' || c.field || '", which the model does not have'
FROM clauses c
LEFT JOIN fields f ON f.resource = c.model || '/' || c.field
WHERE f.resource IS NULL AND c.field NOT IN ('id', 'rec_name')
