//! Every place in the code that runs SQL registers itself here, so that the
//! test suite can name those that it never ran on one of the engines.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Engine;

/// One `sql!` in the source.
pub struct CallSite {
    pub file: &'static str,
    pub line: u32,
    pub text: &'static str,
    ran_on_sqlite: AtomicBool,
    ran_on_postgres: AtomicBool,
}

impl CallSite {
    pub const fn new(file: &'static str, line: u32, text: &'static str) -> Self {
        Self {
            file,
            line,
            text,
            ran_on_sqlite: AtomicBool::new(false),
            ran_on_postgres: AtomicBool::new(false),
        }
    }

    pub(super) fn mark(&self, engine: Engine) {
        self.flag(engine).store(true, Ordering::Relaxed);
    }

    /// Whether this process ran it on the engine.
    pub fn ran_on(&self, engine: Engine) -> bool {
        self.flag(engine).load(Ordering::Relaxed)
    }

    fn flag(&self, engine: Engine) -> &AtomicBool {
        match engine {
            Engine::Sqlite => &self.ran_on_sqlite,
            Engine::Postgres => &self.ran_on_postgres,
        }
    }
}

/// What `sql!` submits to the registry.
pub struct SiteRef(pub &'static CallSite);

inventory::collect!(SiteRef);

/// All call sites of the program, in the order of file and line.
pub fn call_sites() -> Vec<&'static CallSite> {
    let mut sites: Vec<_> = inventory::iter::<SiteRef>
        .into_iter()
        .map(|site| site.0)
        .collect();
    sites.sort_by_key(|site| (site.file, site.line));
    sites
}
