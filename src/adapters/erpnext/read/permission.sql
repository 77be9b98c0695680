-- A row that allows nothing is no row.
SELECT a.role, a.resource, a.actions FROM view_access a WHERE a.actions <> ''
