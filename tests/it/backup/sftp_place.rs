//! A folder of another computer as a place, apart from the verbs: with a server that offers everything, and with one that
//! offers what the protocol demands and nothing more.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::time::{Duration, SystemTime};

use trueup::backup::Destination;
use trueup::storage::{Access, Place, SshAccess, Stored, open};

use crate::support::{MODERN, OLD, SshServer, files, ssh_server};

fn place_at(server: &SshServer, url: String) -> Box<dyn Place> {
    let destination = Destination {
        url,
        endpoint: None,
        region: None,
        immutable: None,
    };
    let access = Access {
        ssh: SshAccess {
            identity: Some(server.key()),
            known_hosts: Some(server.known_hosts()),
            config: Some("/dev/null".into()),
        },
        ..Access::default()
    };
    open(&destination, &access).unwrap()
}

fn place(server: &SshServer) -> Box<dyn Place> {
    place_at(server, server.url())
}

fn write(place: &dyn Place, path: &str, bytes: &[u8]) {
    let mut upload = place.create(path).unwrap();
    upload.write_all(bytes).unwrap();
    upload.finish().unwrap();
}

fn read(place: &dyn Place, path: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    place.open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// More than may be on its way at once, and no round number of pieces.
fn noise() -> Vec<u8> {
    let numbers = 0..3_000_001u32;
    numbers
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect()
}

#[test]
fn a_file_is_there_when_it_is_complete_and_not_before() {
    for sftp in [MODERN, OLD] {
        let Some(server) = ssh_server(sftp) else { return };
        let place = place(&server);
        let mut upload = place.create("a/b/c").unwrap();
        upload.write_all(b"half").unwrap();
        upload.flush().unwrap();
        assert_eq!(files(&server.folder()), ["a/b/c.partial"]);
        assert_eq!(place.list("a").unwrap(), []);
        let modes = ["a", "a/b", "a/b/c.partial"].map(|name| {
            let found = fs::metadata(server.folder().join(name)).unwrap();
            found.permissions().mode() & 0o777
        });
        assert_eq!(modes, [0o700, 0o700, 0o600]);
        drop(upload);
        assert_eq!(files(&server.folder()), [""; 0]);

        let noise = noise();
        write(&*place, "a/b/c", &noise);
        write(&*place, "a/empty", b"");
        assert!(fs::read(server.folder().join("a/b/c")).unwrap() == noise);
        assert!(read(&*place, "a/b/c") == noise);
        assert!(read(&*place, "a/empty").is_empty());
        // A name that is taken is taken over, as in a local folder.
        write(&*place, "a/b/c", b"new");
        assert_eq!(read(&*place, "a/b/c"), b"new");
        let stored = |path: &str, bytes| Stored {
            path: path.to_owned(),
            bytes,
        };
        assert_eq!(
            place.list("").unwrap(),
            [stored("a/b/c", 3), stored("a/empty", 0)]
        );
        assert_eq!(place.list("a/b").unwrap(), [stored("a/b/c", 3)]);
        assert_eq!(place.list("nowhere").unwrap(), []);

        // A folder goes with its last file, the place itself does not.
        place.remove("a/b/c").unwrap();
        place.remove("a/b/c").unwrap();
        assert!(server.folder().join("a").exists() && !server.folder().join("a/b").exists());
        place.remove("a/empty").unwrap();
        assert_eq!(fs::read_dir(server.folder()).unwrap().count(), 0);
    }
}

#[test]
fn many_files_are_listed_in_order() {
    let Some(server) = ssh_server(MODERN) else { return };
    let place = place(&server);
    let mut paths: Vec<String> = (0..40)
        .map(|set| format!("live/nightly/{set}/manifest"))
        .collect();
    paths.extend((0..250).map(|part| format!("live/nightly/7/part {part}")));
    for path in &paths {
        let file = server.folder().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "x").unwrap();
    }
    fs::write(server.folder().join("live/other"), "x").unwrap();
    // A link into the folder is no file, and a loop has no end.
    symlink("..", server.folder().join("live/nightly/loop")).unwrap();
    paths.sort();
    let listed = place.list("live/nightly").unwrap();
    let listed: Vec<&str> = listed.iter().map(|stored| stored.path.as_str()).collect();
    assert_eq!(listed, paths);
}

#[test]
fn two_files_at_once_go_through_one_connection_each_in_its_own_pieces() {
    let Some(server) = ssh_server(MODERN) else { return };
    let place = place(&server);
    let noise = noise();
    std::thread::scope(|scope| {
        for name in ["one", "two", "three"] {
            let (place, noise) = (&place, &noise);
            scope.spawn(move || {
                write(&**place, name, &[name.as_bytes(), noise].concat());
                assert!(read(&**place, name) == [name.as_bytes(), noise].concat());
            });
        }
    });
    // A reader that is given up does not disturb the next one.
    place.open("one").unwrap().read_exact(&mut [0; 10]).unwrap();
    assert_eq!(read(&*place, "two").len(), noise.len() + 3);
}

#[test]
fn what_was_never_finished_is_swept_after_a_day() {
    let Some(server) = ssh_server(MODERN) else { return };
    let place = place(&server);
    for (name, hours) in [
        ("x/old.partial", 25),
        ("x/new.partial", 23),
        ("x/old", 99),
        ("y/old.partial", 99),
    ] {
        let file = server.folder().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        let written = SystemTime::from(jiff::Timestamp::now()) - Duration::from_hours(hours);
        let opened = fs::File::options().write(true).open(&file).unwrap();
        opened.set_modified(written).unwrap();
    }
    let owner = fs::metadata(server.folder()).unwrap();
    for folder in ["x", "y"] {
        let folder = server.folder().join(folder);
        std::os::unix::fs::chown(folder, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    assert_eq!(place.sweep("", jiff::Timestamp::now()).unwrap(), 2);
    assert_eq!(files(&server.folder()), ["x/new.partial", "x/old"]);
    assert!(!server.folder().join("y").exists());
}

#[test]
fn after_a_connection_was_lost_the_next_file_has_a_new_one() {
    let Some(server) = ssh_server(MODERN) else { return };
    let place = place(&server);
    write(&*place, "a", &noise());
    let mut upload = place.create("b").unwrap();
    let mut reader = place.open("a").unwrap();
    server.kill_sessions();
    let noise = noise();
    let lost = |failed: io::Error| {
        assert!(failed.to_string().contains("connection was lost"), "{failed}");
    };
    lost(
        upload
            .write_all(&noise)
            .and_then(|()| upload.finish())
            .unwrap_err(),
    );
    lost(io::copy(&mut reader, &mut io::sink()).unwrap_err());
    write(&*place, "b", b"whole");
    assert_eq!(read(&*place, "b"), b"whole");
}

#[test]
fn a_disk_that_is_full_is_no_success() {
    for sftp in [MODERN, OLD] {
        let Some(server) = ssh_server(sftp) else { return };
        let place = place(&server);
        // What is written there meets a disk without room.
        symlink("/dev/full", server.folder().join("a.partial")).unwrap();
        let mut upload = place.create("a").unwrap();
        let failed = upload.write_all(&noise()).and_then(|()| upload.finish());
        let said = failed.unwrap_err().to_string();
        assert!(said.contains("failure, and the server says no more"), "{said}");
        assert_eq!(files(&server.folder()), [""; 0]);
    }
}

#[test]
fn a_file_in_place_of_the_folder_and_a_shell_that_talks_are_said() {
    let Some(server) = ssh_server(MODERN) else { return };
    fs::write(server.folder().join("file"), "").unwrap();
    let wrong = place_at(&server, format!("{}/file", server.url()));
    let error = wrong.list("").unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::NotADirectory);

    let Some(talks) = ssh_server("/bin/echo Welcome to the file server of Acme") else {
        return;
    };
    let error = place(&talks).list("").unwrap_err();
    assert!(
        error.source.to_string().contains("something else than SFTP"),
        "{}",
        error.source
    );
}
