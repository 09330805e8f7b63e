//! A folder of originals, each made into a picture under its own file name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::make::{Made, MakeError, Name, Preview, make};
use crate::original::{Limits, Original};
use crate::refusal::Refusal;

/// What kept an original, or the whole folder, from being made into pictures.
#[derive(Debug, thiserror::Error)]
pub enum FolderFailure {
    #[error("{}: {error}", path.display())]
    Reading { path: PathBuf, error: io::Error },
    #[error("{}: {refusal}", path.display())]
    Refused { path: PathBuf, refusal: Refusal },
    #[error("{}: {error}", path.display())]
    Making { path: PathBuf, error: MakeError },
}

/// Makes all originals of a folder; one result each, by file name. Sub-folders are left alone.
///
/// # Errors
/// [`FolderFailure::Reading`], where the folder itself cannot be read.
pub fn process(
    originals: &Path,
    into: &Path,
    preview: Preview,
) -> Result<Vec<Result<Made, FolderFailure>>, FolderFailure> {
    let paths = files(originals).map_err(|error| FolderFailure::Reading {
        path: originals.to_owned(),
        error,
    })?;
    let next = AtomicUsize::new(0);
    let worker = || take_turns(&paths, &next, into, preview);
    let mut results: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(worker)).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results
            .flat_map(|result| result.expect("a picture never panics"))
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

type Numbered = (usize, Result<Made, FolderFailure>);

fn take_turns(
    paths: &[PathBuf],
    next: &AtomicUsize,
    into: &Path,
    preview: Preview,
) -> Vec<Numbered> {
    let mut results = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(path) = paths.get(index) else {
            return results;
        };
        results.push((index, process_file(path, into, preview)));
    }
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The folder's files by name, without those whose name begins with a dot.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.file_type()?.is_file() {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn process_file(path: &Path, into: &Path, preview: Preview) -> Result<Made, FolderFailure> {
    let reading = |error| FolderFailure::Reading {
        path: path.to_owned(),
        error,
    };
    let limits = Limits::default();
    let refused = |refusal| FolderFailure::Refused {
        path: path.to_owned(),
        refusal,
    };
    let bytes = fs::metadata(path).map_err(reading)?.len();
    if bytes > limits.bytes {
        let limit = limits.bytes;
        return Err(refused(Refusal::TooManyBytes { bytes, limit }));
    }
    let original = Original::read(&fs::read(path).map_err(reading)?, limits).map_err(refused)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    make(&original, Name::Stem(&stem), preview, into).map_err(|error| FolderFailure::Making {
        path: path.to_owned(),
        error,
    })
}
