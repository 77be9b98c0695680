-- A record rule that the program cannot read makes every access to its model fail.
WITH rules AS (
    SELECT g.name, g.model, r.domain
    FROM ir_rule r
    JOIN view_rule_group g ON g.id = r.rule_group
),
clauses AS (
    SELECT DISTINCT r.name, r.model, json_extract(t.value, '$[0]') AS path
    FROM rules r
    JOIN json_tree(CASE WHEN json_valid(r.domain) THEN r.domain ELSE '[]' END) t
    WHERE t.type = 'array' AND json_type(t.value, '$[0]') = 'text' AND json_type(t.value, '$[1]') = 'text'
        AND json_extract(t.value, '$[1]') IN ('=', '!=', '<', '>', '<=', '>=', 'in', 'not in', 'like', 'not like', 'ilike',
            'not ilike', 'where', 'not where', 'child_of', 'not child_of', 'parent_of', 'not parent_of')
),
named AS (
    SELECT DISTINCT name, model, substr(path || '.', 1, instr(path || '.', '.') - 1) AS field FROM clauses
),
fields AS MATERIALIZED (SELECT resource FROM view_field f)
SELECT model AS subject, 'the record rule "' || name || '" is neither a list nor an expression in JSON' AS detail
FROM rules
WHERE CASE WHEN json_valid(domain) THEN json_type(domain) NOT IN ('array', 'object') ELSE true END
UNION ALL
SELECT c.model, 'the record rule "' || c.name || '" names the field "' || c.field || '", which the model does not have'
FROM named c
LEFT JOIN fields f ON f.resource = c.model || '/' || c.field
WHERE f.resource IS NULL AND c.field NOT IN ('id', 'rec_name')
