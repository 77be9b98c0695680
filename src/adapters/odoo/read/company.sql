SELECT company, company AS title, active FROM view_firm f
