SELECT w.name AS subject, t.state || ' to ' || t.next_state || ' by ' || t.allowed || ': whoever made the document may approve it' AS detail
FROM "tabWorkflow" w
JOIN "tabWorkflow Transition" t ON t.parent = w.name AND t.allow_self_approval = 1
WHERE w.is_active = 1
