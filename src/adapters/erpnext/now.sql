-- Everything that ERPNext stores is in the time zone of the site, which the settings name.
SELECT date_format(coalesce(convert_tz(utc_timestamp(6), '+00:00', z.zone), utc_timestamp(6)), '%Y-%m-%d %H:%i:%s.%f') AS now_erp
FROM view_zone z
