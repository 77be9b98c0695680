SELECT i.role, i.included, true AS stored FROM view_profile_role i
