//! What can be asked for on the command line.

use crate::config::{Config, Payments, Source};
use crate::{pictures, serve, telemetry};

const USAGE: &str = "usage: vitrine [serve | check | pictures | help]

  serve   run the shop (the default)
  check   compare the books: stock ledger, order sums, captures, mail; exit 1 if something is off
  pictures <folder> [--into <folder>] [--og]
          make what the shop serves of a folder of originals; prints JSON
  help    this text

Settings come from the environment and from a file of the same names; see docs/operations.md.";

/// Why the program ends, in one line.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub exit_code: u8,
}

impl Failure {
    /// Something at start-up is not as it must be.
    pub fn start(message: impl ToString) -> Self {
        // A driver's message may run over several lines; the operator gets one.
        let message = message
            .to_string()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Self {
            message,
            exit_code: 1,
        }
    }

    /// A setting or argument cannot be read.
    pub fn usage(message: impl ToString) -> Self {
        Self {
            message: message.to_string(),
            exit_code: 2,
        }
    }
}

/// Runs the command and returns when it is done.
///
/// # Errors
/// [`Failure`]: one line and an exit code.
pub async fn run(arguments: Vec<String>) -> Result<(), Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["serve"] => serve::run(config()?).await,
        ["check"] => check(config()?).await,
        ["pictures", ref words @ ..] => pictures::run(words),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::usage(format!(
            "no such command: {}\n{USAGE}",
            arguments.join(" ")
        ))),
    }
}

fn config() -> Result<Config, Failure> {
    let source = Source::from_process().map_err(Failure::usage)?;
    let config = Config::read(&source).map_err(Failure::usage)?;
    telemetry::start(&config.log);
    Ok(config)
}

async fn check(mut config: Config) -> Result<(), Failure> {
    // To look asks no gateway and claims nothing.
    config.payments = Payments::Off;
    let parts = crate::startup::open(&config).await?;
    let findings = backend::invariants::check(&parts.ctx)
        .await
        .map_err(Failure::start)?;
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("the books are right");
        Ok(())
    } else {
        Err(Failure::start(format!("{} findings", findings.len())))
    }
}
