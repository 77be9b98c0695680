SELECT g.login, g.role FROM view_held g
