//! An object store that speaks S3. Files go there in parts, so that a stream of any length needs the memory of one part;
//! an object is there when its last part was acknowledged, and never before.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use rusty_s3::actions::{CreateMultipartUpload, ListObjectsV2};
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use ureq::Agent;
use ureq::http::{Response, StatusCode};

use crate::backup::Destination;

use super::StorageError;
use super::place::{ObjectAccess, Place, Stored, Upload};

/// The size of the first parts, in bytes.
const PART: usize = 16 << 20;
/// After so many parts their size doubles: 10,000 are allowed, which then is more than any object may be.
const DOUBLE_AFTER: usize = 1_500;
/// How long a signed request may be on its way.
const VALID: Duration = Duration::from_hours(1);
/// How often a request is made that fails for a reason that may pass.
const ATTEMPTS: u32 = 5;

/// A bucket, or a part of one.
pub(super) struct ObjectStore {
    server: Arc<Server>,
    prefix: String,
}

struct Server {
    agent: Agent,
    bucket: Bucket,
    credentials: Credentials,
    shown: String,
}

impl ObjectStore {
    pub(super) fn new(
        path: &str,
        destination: &Destination,
        access: &ObjectAccess,
    ) -> Result<Self, StorageError> {
        let shown = destination.url.clone();
        let wrong = |message: String| {
            let source = io::Error::new(io::ErrorKind::InvalidInput, message);
            StorageError::new(&shown, "open the object store", source)
        };
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let given = (access.key.as_ref(), access.secret.as_ref());
        let (Some(key), Some(secret)) = given else {
            let missing = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the same with _FILE";
            return Err(wrong(format!("there is no account for it: {missing}")));
        };
        let credentials = match &access.token {
            Some(token) => Credentials::new_with_token(key, secret.expose(), token.expose()),
            None => Credentials::new(key, secret.expose()),
        };
        let region = destination.region.as_ref().or(access.region.as_ref());
        let region = region.map_or("us-east-1", String::as_str).to_owned();
        let own = destination.endpoint.as_ref().or(access.endpoint.as_ref());
        let (endpoint, style) = match own {
            // A server of one's own seldom has a host name for every bucket.
            Some(endpoint) => (endpoint.clone(), UrlStyle::Path),
            None => {
                let china = if region.starts_with("cn-") { ".cn" } else { "" };
                let host = format!("https://s3.{region}.amazonaws.com{china}");
                (host, UrlStyle::VirtualHost)
            }
        };
        let endpoint = endpoint
            .parse()
            .map_err(|error| wrong(format!("`{endpoint}` is not the address of a server: {error}")))?;
        let bucket =
            Bucket::new(endpoint, style, bucket.to_owned(), region).map_err(|e| wrong(e.to_string()))?;
        let tls = ureq::tls::TlsConfig::builder()
            .root_certs(ureq::tls::RootCerts::PlatformVerifier)
            .build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_per_read(Some(Duration::from_secs(120)))
            .timeout_per_write(Some(Duration::from_secs(120)))
            .user_agent(concat!("trueup/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        let mut prefix = prefix.trim_matches('/').to_owned();
        if !prefix.is_empty() {
            prefix.push('/');
        }
        Ok(Self {
            server: Arc::new(Server {
                agent,
                bucket,
                credentials,
                shown,
            }),
            prefix,
        })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn error(&self, operation: &str, path: &str) -> impl FnOnce(io::Error) -> StorageError {
        let (place, operation) = (self.server.shown.clone(), format!("{operation} {path}"));
        move |source| StorageError::new(&place, operation, source)
    }
}

impl Server {
    /// Makes a request until it is answered with success, or fails for good.
    fn call(
        &self,
        send: impl Fn(&Agent) -> Result<Response<ureq::Body>, ureq::Error>,
    ) -> io::Result<Response<ureq::Body>> {
        let mut wait = Duration::from_millis(300);
        let mut attempt = 1;
        loop {
            let failed = match send(&self.agent) {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) => {
                    let status = answer.status();
                    let passes = status.is_server_error()
                        || matches!(
                            status,
                            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
                        );
                    (refusal(answer), passes)
                }
                Err(error) => (transport(error), true),
            };
            let (error, passes) = failed;
            if !passes || attempt == ATTEMPTS {
                return Err(error);
            }
            tracing::debug!(%error, attempt, "the object store is asked again");
            std::thread::sleep(wait);
            wait *= 3;
            attempt += 1;
        }
    }

    fn text(&self, answer: Response<ureq::Body>) -> io::Result<String> {
        answer.into_body().read_to_string().map_err(transport)
    }
}

fn transport(error: ureq::Error) -> io::Error {
    match error {
        ureq::Error::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// What a server says when it refuses: its code and sentence.
fn refusal(answer: Response<ureq::Body>) -> io::Error {
    let status = answer.status();
    let text = answer
        .into_body()
        .with_config()
        .limit(1 << 16)
        .read_to_string()
        .unwrap_or_default();
    let field = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let from = text.find(&open)? + open.len();
        let to = from + text[from..].find(&close)?;
        Some(text[from..to].to_owned())
    };
    let said = [field("Code"), field("Message")].into_iter().flatten();
    let said = said.collect::<Vec<_>>().join(": ");
    let message = format!("the server answered {} {said}", status.as_u16());
    let kind = match (status, field("Code").as_deref()) {
        (_, Some("QuotaExceeded" | "XMinioStorageFull")) | (StatusCode::INSUFFICIENT_STORAGE, _) => {
            io::ErrorKind::StorageFull
        }
        (StatusCode::NOT_FOUND, _) => io::ErrorKind::NotFound,
        (StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED, _) => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, message.trim_end().to_owned())
}

impl Place for ObjectStore {
    fn shown(&self) -> &str {
        &self.server.shown
    }

    fn list(&self, folder: &str) -> Result<Vec<Stored>, StorageError> {
        let server = &self.server;
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut action = server.bucket.list_objects_v2(Some(&server.credentials));
            let mut under = self.key(folder);
            if !under.is_empty() && !under.ends_with('/') {
                under.push('/');
            }
            action.with_prefix(under);
            if let Some(token) = next.take() {
                action.with_continuation_token(Cow::Owned(token));
            }
            let url = action.sign(VALID);
            let answer = server.call(|agent| agent.get(url.as_str()).call());
            let text = answer
                .and_then(|answer| server.text(answer))
                .map_err(self.error("list", folder))?;
            let page = ListObjectsV2::parse_response(&text)
                .map_err(|error| self.error("list", folder)(io::Error::other(error.to_string())))?;
            all.extend(page.contents.into_iter().filter_map(|object| {
                let path = object.key.strip_prefix(&self.prefix)?.to_owned();
                let bytes = object.size.unwrap_or(0);
                Some(Stored { path, bytes })
            }));
            next = page.next_continuation_token;
            if next.is_none() {
                all.sort_by(|a, b| a.path.cmp(&b.path));
                return Ok(all);
            }
        }
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, StorageError> {
        let (server, key) = (&self.server, self.key(path));
        let url = server
            .bucket
            .get_object(Some(&server.credentials), &key)
            .sign(VALID);
        let answer = server
            .call(|agent| agent.get(url.as_str()).call())
            .map_err(self.error("read", path))?;
        let reader = answer.into_body().into_with_config().limit(u64::MAX).reader();
        Ok(Box::new(reader))
    }

    fn create(&self, path: &str) -> Result<Box<dyn Upload>, StorageError> {
        Ok(Box::new(Writing {
            server: Arc::clone(&self.server),
            key: self.key(path),
            part: Vec::new(),
            upload: None,
            tags: Vec::new(),
        }))
    }

    fn remove(&self, path: &str) -> Result<(), StorageError> {
        let (server, key) = (&self.server, self.key(path));
        let url = server
            .bucket
            .delete_object(Some(&server.credentials), &key)
            .sign(VALID);
        match server.call(|agent| agent.delete(url.as_str()).call()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.error("remove", path)(error)),
            _ => Ok(()),
        }
    }

    fn sweep(&self, _folder: &str, _now: jiff::Timestamp) -> Result<usize, StorageError> {
        // Unfinished uploads are no objects; the store removes them by its own rule for them.
        Ok(0)
    }
}

/// An object that is being written.
struct Writing {
    server: Arc<Server>,
    key: String,
    part: Vec<u8>,
    /// The upload's name, once there is more than one part.
    upload: Option<String>,
    tags: Vec<String>,
}

impl Writing {
    fn part_size(&self) -> usize {
        PART << (self.tags.len() / DOUBLE_AFTER)
    }

    fn begin(&mut self) -> io::Result<String> {
        if let Some(upload) = &self.upload {
            return Ok(upload.clone());
        }
        let server = &self.server;
        let url = server
            .bucket
            .create_multipart_upload(Some(&server.credentials), &self.key)
            .sign(VALID);
        let text = server.text(server.call(|agent| agent.post(url.as_str()).send_empty())?)?;
        let answer = CreateMultipartUpload::parse_response(&text)
            .map_err(|error| io::Error::other(error.to_string()))?;
        let upload = answer.upload_id().to_owned();
        self.upload = Some(upload.clone());
        Ok(upload)
    }

    fn send_part(&mut self) -> io::Result<()> {
        let upload = self.begin()?;
        let server = &self.server;
        let number = u16::try_from(self.tags.len() + 1).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let url = server
            .bucket
            .upload_part(Some(&server.credentials), &self.key, number, &upload)
            .sign(VALID);
        let answer = server.call(|agent| agent.put(url.as_str()).send(&self.part[..]))?;
        let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok());
        let tag = tag.ok_or_else(|| io::Error::other("the server gave no tag for a part"))?;
        self.tags.push(tag.to_owned());
        self.part.clear();
        Ok(())
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = self.part_size();
        let room = (size - self.part.len()).min(bytes.len());
        self.part.extend_from_slice(&bytes[..room]);
        if self.part.len() == size {
            self.send_part()?;
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Upload for Writing {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let Some(upload) = self.upload.clone() else {
            let server = &self.server;
            let url = server
                .bucket
                .put_object(Some(&server.credentials), &self.key)
                .sign(VALID);
            return server
                .call(|agent| agent.put(url.as_str()).send(&self.part[..]))
                .map(drop);
        };
        if !self.part.is_empty() {
            self.send_part()?;
        }
        let server = &self.server;
        let tags = self.tags.iter().map(String::as_str);
        let action =
            server
                .bucket
                .complete_multipart_upload(Some(&server.credentials), &self.key, &upload, tags);
        let url = action.sign(VALID);
        let body = action.body();
        let text = server.text(server.call(|agent| agent.post(url.as_str()).send(body.as_bytes()))?)?;
        // A server may answer 200 before it knows.
        rusty_s3::actions::CompleteMultipartUploadResponse::parse(&text)
            .map_err(|_| io::Error::other(format!("the server could not put the parts together: {text}")))?;
        self.upload = None;
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(upload) = self.upload.take() else { return };
        let server = &self.server;
        let url = server
            .bucket
            .abort_multipart_upload(Some(&server.credentials), &self.key, &upload)
            .sign(VALID);
        // Parts that stay are no object; the store's own rule for unfinished uploads removes them.
        server.agent.delete(url.as_str()).call().ok();
    }
}
