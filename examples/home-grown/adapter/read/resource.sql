SELECT code AS resource, title, CASE WHEN can_be_approved THEN 'read,write,approve' ELSE 'read,write' END AS actions
FROM app_resource
