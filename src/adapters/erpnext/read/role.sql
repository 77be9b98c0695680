SELECT r.role, r.title, r.origin, r.active FROM view_role r
