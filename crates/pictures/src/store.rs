//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes beside the file's place and moves it there when all is on disk.
///
/// A process that ends in between leaves a file whose name begins with a dot, which nothing links to.
pub(crate) fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    beside(folder, content)?
        .persist(folder.join(name))
        .map_err(|error| error.error)?;
    Ok(())
}

fn beside(folder: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".picture-")
        .permissions(readable())
        .tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// A temporary file is its owner's alone unless told otherwise; what serves pictures may be another.
#[cfg(unix)]
fn readable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

/// So that renames survive a power cut too.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                let name = entry.expect("an entry").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect()
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "a", b"first, and longer").expect("written");
        write(folder.path(), "a", b"second").expect("written");
        let content = fs::read(folder.path().join("a")).expect("read");
        assert_eq!(content, b"second");
        assert_eq!(names(folder.path()), ["a"]);
    }

    /// Forgotten, so that nothing is tidied up: as if the process were killed there.
    #[test]
    fn a_process_that_is_killed_leaves_no_file_of_that_name() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "a", b"the old one").expect("written");
        std::mem::forget(beside(folder.path(), b"half of a").expect("written"));
        let (hidden, shown): (Vec<_>, Vec<_>) = names(folder.path())
            .into_iter()
            .partition(|name| name.starts_with('.'));
        assert_eq!((hidden.len(), shown), (1, vec!["a".to_owned()]));
        let content = fs::read(folder.path().join("a")).expect("read");
        assert_eq!(content, b"the old one");
    }

    #[test]
    fn what_cannot_be_put_in_its_place_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("taken")).expect("a folder");
        assert!(write(folder.path(), "taken", b"content").is_err());
        assert_eq!(names(folder.path()), ["taken"]);
    }
}
