-- The permissions that count. Two rows for the same add up. All and Guest are the roles of everybody.
SELECT CASE WHEN r.name IN ('All', 'Guest') THEN '*' ELSE r.name END AS role,
    p.document || CASE WHEN p.level > 0 THEN '#' || p.level ELSE '' END || CASE WHEN p.if_owner = 1 THEN '@owner' ELSE '' END AS resource,
    concat_ws(','
        , CASE WHEN max(p."select") = 1 THEN 'select' END
        , CASE WHEN max(p."read") = 1 THEN 'read' END
        , CASE WHEN max(p."write") = 1 THEN 'write' END
        , CASE WHEN max(p."create") = 1 THEN 'create' END
        , CASE WHEN max(p."delete") = 1 THEN 'delete' END
        , CASE WHEN max(p."submit") = 1 THEN 'submit' END
        , CASE WHEN max(p."cancel") = 1 THEN 'cancel' END
        , CASE WHEN max(p."amend") = 1 THEN 'amend' END
        , CASE WHEN max(p."report") = 1 THEN 'report' END
        , CASE WHEN max(p."export") = 1 THEN 'export' END
        , CASE WHEN max(p."import") = 1 THEN 'import' END
        , CASE WHEN max(p."share") = 1 THEN 'share' END
        , CASE WHEN max(p."print") = 1 THEN 'print' END
        , CASE WHEN max(p."email") = 1 THEN 'email' END
        , CASE WHEN max(p."mask") = 1 THEN 'mask' END
    ) AS actions
FROM (
    SELECT c.* FROM view_custom_row c
    UNION ALL
    SELECT s.* FROM view_standard_row s
    LEFT JOIN (SELECT DISTINCT document FROM view_custom_row x) c ON c.document = s.document
    WHERE c.document IS NULL
) p
JOIN "tabRole" r ON r.name = p.role AND CAST(r.name AS binary) = CAST(p.role AS binary)
GROUP BY 1, 2
