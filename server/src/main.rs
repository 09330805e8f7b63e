//! The command `vitrine`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // At least four threads: on one or two a stall in rendering would hold up everything.
    let threads = std::thread::available_parallelism().map_or(4, |n| n.get().max(4));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(server::command::run(std::env::args().skip(1).collect())),
        Err(error) => Err(server::command::Failure::start(format!(
            "the threads could not be started: {error}"
        ))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("vitrine: {}", failure.message);
            ExitCode::from(failure.exit_code)
        }
    }
}
