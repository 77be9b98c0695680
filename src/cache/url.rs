//! Where a cache is. The URL may hold a password, so neither `Debug` nor `Display` shows what it was made from.

use std::fmt;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _};

/// Where a cache is and how to get in.
///
/// Understood are `redis://user:password@host:port/number`, `rediss://…` with TLS, and a Unix socket as
/// `redis+unix:///run/redis/redis.sock?db=number`. Without a number it is database 0.
#[derive(Clone)]
pub struct CacheUrl(ConnectionInfo);

/// Why text is not the URL of a cache. No variant carries the text, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CacheUrlError {
    /// It does not begin with a scheme that trueup knows.
    #[error("the URL in `redis` begins with `redis://`, `rediss://` (TLS) or `redis+unix://`")]
    Scheme,
    /// It cannot be taken apart.
    #[error(
        "the URL in `redis` cannot be read: is it of the form redis://user:password@host:port/number, with special characters in the password percent-encoded?"
    )]
    Malformed,
    /// It asks not to check whose certificate it is.
    #[error("the URL in `redis` has `#insecure`: a server whose certificate is not checked may be anybody's")]
    Insecure,
}

impl CacheUrl {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// When the text is no such URL.
    pub fn parse(text: &str) -> Result<Self, CacheUrlError> {
        let text = text.trim();
        let known = ["redis://", "rediss://", "redis+unix://"];
        if !known.iter().any(|scheme| text.starts_with(scheme)) {
            return Err(CacheUrlError::Scheme);
        }
        // The crate's message could repeat parts of the text.
        let info = text
            .into_connection_info()
            .map_err(|_| CacheUrlError::Malformed)?;
        if matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. }) {
            return Err(CacheUrlError::Insecure);
        }
        Ok(Self(info))
    }

    /// How to connect.
    pub(super) fn info(&self) -> ConnectionInfo {
        self.0.clone()
    }
}

/// The URL without user and password.
impl fmt::Display for CacheUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.0.redis_settings().db();
        match self.0.addr() {
            ConnectionAddr::Tcp(host, port) => write!(f, "redis://{host}:{port}/{number}"),
            ConnectionAddr::TcpTls { host, port, .. } => write!(f, "rediss://{host}:{port}/{number}"),
            ConnectionAddr::Unix(path) => write!(f, "redis+unix://{}?db={number}", path.display()),
            _ => f.write_str("redis"),
        }
    }
}

impl fmt::Debug for CacheUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (text, shown) in [
            ("redis://localhost", "redis://localhost:6379/0"),
            (
                "rediss://erp:hunter2@cache.acme.example:13000/2",
                "rediss://cache.acme.example:13000/2",
            ),
            (
                "redis+unix:///run/redis.sock?db=1&pass=hunter2",
                "redis+unix:///run/redis.sock?db=1",
            ),
        ] {
            let url = CacheUrl::parse(text).unwrap();
            assert_eq!(format!("{url}"), shown);
            assert_eq!(format!("{url:?}"), shown);
        }
    }

    #[test]
    fn wrong_urls_are_refused_without_repeating_them() {
        for (text, error) in [
            ("localhost:6379", CacheUrlError::Scheme),
            ("memcached://localhost", CacheUrlError::Scheme),
            ("redis://:hunter2@host:port", CacheUrlError::Malformed),
            ("redis://host/hunter2", CacheUrlError::Malformed),
            ("rediss://host/0#insecure", CacheUrlError::Insecure),
        ] {
            let found = CacheUrl::parse(text).unwrap_err();
            assert_eq!(found, error, "{text}");
            assert!(!found.to_string().contains("hunter2"));
        }
    }
}
