//! Notes which SQL ran on which engine, for `tests/sql_call_sites.rs`.

use std::path::Path;
use std::sync::Mutex;

use backend::db::{CallSite, Engine, call_sites};

/// Writes all that this process has run so far to `target/sql-coverage/<process>`,
/// a line `sqlite|postgres <file>:<line>` each.
pub(crate) fn note() {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    let lines: String = call_sites()
        .into_iter()
        .flat_map(|site| {
            [(Engine::Sqlite, "sqlite"), (Engine::Postgres, "postgres")]
                .map(|engine| (site, engine))
        })
        .filter(|(site, (engine, _))| site.ran_on(*engine))
        .map(|(site, (_, name))| line(name, site))
        .collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("sql-coverage");
    std::fs::create_dir_all(&folder).expect("a folder for the coverage");
    std::fs::write(folder.join(std::process::id().to_string()), lines)
        .expect("the coverage is written");
}

fn line(engine: &str, site: &CallSite) -> String {
    format!("{engine} {}:{}\n", site.file, site.line)
}
