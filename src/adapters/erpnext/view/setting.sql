-- The settings, where they are stored, and which of the two copies ERPNext looks at. Those of the system are copied to the
-- defaults; whoever saves them in ERPNext copies only what he changed.
SELECT s.setting, s.document, s.field, s.kind, s.place
FROM (
    SELECT 'password.policy' AS setting, 'System Settings' AS document, 'enable_password_policy' AS field, 'bool' AS kind, 'single' AS place
    UNION ALL SELECT 'password.min_score', 'System Settings', 'minimum_password_score', 'int', 'single'
    UNION ALL SELECT 'password.max_age_days', 'System Settings', 'force_user_to_reset_password', 'int', 'single'
    UNION ALL SELECT 'password.reset_limit', 'System Settings', 'password_reset_limit', 'int', 'single'
    UNION ALL SELECT 'password.reset_link_seconds', 'System Settings', 'reset_password_link_expiry_duration', 'int', 'single'
    UNION ALL SELECT 'password.reset_ends_sessions', 'System Settings', 'logout_on_password_reset', 'bool', 'single'
    UNION ALL SELECT 'login.attempts', 'System Settings', 'allow_consecutive_login_attempts', 'int', 'single'
    UNION ALL SELECT 'login.cooldown_seconds', 'System Settings', 'allow_login_after_fail', 'int', 'single'
    UNION ALL SELECT 'login.by_mail_link', 'System Settings', 'login_with_email_link', 'bool', 'single'
    UNION ALL SELECT 'login.without_password', 'System Settings', 'disable_user_pass_login', 'bool', 'single'
    UNION ALL SELECT 'session.idle', 'System Settings', 'session_expiry', 'text', 'default'
    UNION ALL SELECT 'session.only_one', 'System Settings', 'deny_multiple_sessions', 'bool', 'single'
    UNION ALL SELECT 'two_factor.enabled', 'System Settings', 'enable_two_factor_auth', 'bool', 'single'
    UNION ALL SELECT 'two_factor.method', 'System Settings', 'two_factor_method', 'text', 'single'
    UNION ALL SELECT 'share.disabled', 'System Settings', 'disable_document_sharing', 'bool', 'single'
    UNION ALL SELECT 'user_permissions.strict', 'System Settings', 'apply_strict_user_permissions', 'bool', 'single'
    UNION ALL SELECT 'upload.guests', 'System Settings', 'allow_guests_to_upload_files', 'bool', 'single'
    UNION ALL SELECT 'errors.shown', 'System Settings', 'allow_error_traceback', 'bool', 'single'
    UNION ALL SELECT 'scheduler.enabled', 'System Settings', 'enable_scheduler', 'bool', 'single'
    UNION ALL SELECT 'backup.kept', 'System Settings', 'backup_limit', 'int', 'single'
    UNION ALL SELECT 'backup.encrypted', 'System Settings', 'encrypt_backup', 'bool', 'single'
    UNION ALL SELECT 'item.naming', 'Stock Settings', 'item_naming_by', 'text', 'default'
    UNION ALL SELECT 'backup.s3.enabled', 'S3 Backup Settings', 'enabled', 'bool', 'only'
    UNION ALL SELECT 'backup.s3.bucket', 'S3 Backup Settings', 'bucket', 'text', 'only'
    UNION ALL SELECT 'backup.s3.endpoint', 'S3 Backup Settings', 'endpoint_url', 'text', 'only'
    UNION ALL SELECT 'backup.s3.frequency', 'S3 Backup Settings', 'frequency', 'text', 'only'
    UNION ALL SELECT 'backup.s3.files', 'S3 Backup Settings', 'backup_files', 'bool', 'only'
    UNION ALL SELECT 'backup.s3.notify', 'S3 Backup Settings', 'notify_email', 'text', 'only'
    UNION ALL SELECT 'backup.dropbox.enabled', 'Dropbox Settings', 'enabled', 'bool', 'only'
    UNION ALL SELECT 'backup.dropbox.frequency', 'Dropbox Settings', 'backup_frequency', 'text', 'only'
    UNION ALL SELECT 'backup.drive.enabled', 'Google Drive', 'enable', 'bool', 'only'
    UNION ALL SELECT 'backup.drive.frequency', 'Google Drive', 'frequency', 'text', 'only'
) s
JOIN "tabDocField" f ON f.parent = s.document AND f.fieldname = s.field
