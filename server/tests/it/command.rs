//! The program as an operator meets it: one clear line and an exit code.

use std::process::Command;
use std::time::{Duration, Instant};

fn vitrine(arguments: &[&str], settings: &[(&str, &str)], folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
    command
        .args(arguments)
        .env_clear()
        .env("DATA_DIR", folder.join("data"))
        .current_dir(folder);
    command.envs(settings.iter().copied());
    command
}

fn fails(arguments: &[&str], settings: &[(&str, &str)], code: i32, words: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = vitrine(arguments, settings, folder.path())
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{settings:?}: {text}");
    assert!(text.contains(words), "{settings:?}: {text}");
    assert_eq!(
        text.trim_end().lines().count(),
        1,
        "more than one line: {text}"
    );
}

#[test]
fn an_unreadable_setting_is_one_line_and_exit_code_2() {
    fails(&[], &[("PORT", "many")], 2, "PORT");
    fails(&[], &[("PAYMENTS", "stripe")], 2, "STRIPE_WEBHOOK_SECRET");
    fails(&[], &[("CONFIG_FILE", "missing.toml")], 2, "missing.toml");
}

#[test]
fn a_taken_port_is_one_line_and_exit_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    fails(&[], &[("PORT", &port), ("LOG", "error")], 1, "PORT");
}

#[test]
fn an_unreachable_database_is_one_line_without_its_password() {
    let settings = [
        ("PORT", "0"),
        ("LOG", "error"),
        ("DATABASE_URL", "postgres://shop:secret@127.0.0.1:1/shop"),
    ];
    fails(&[], &settings, 1, "database");
    let folder = tempfile::tempdir().expect("a folder");
    let output = vitrine(&[], &settings, folder.path())
        .output()
        .expect("it runs");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("secret"));
}

#[test]
fn a_misspelt_setting_in_the_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("vitrine.toml"), "PROT = 3000\n").expect("a file");
    let output = vitrine(&[], &[], folder.path()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PROT"));
}

#[test]
fn a_live_key_is_refused_on_a_test_database() {
    let folder = tempfile::tempdir().expect("a folder");
    // The first start that takes payments marks the database as test.
    start_and_stop(&[("PORT", "0"), ("PAYMENTS", "embedded")], folder.path());
    let refused = vitrine(&[], &LIVE, folder.path())
        .output()
        .expect("it runs");
    assert_eq!(refused.status.code(), Some(1));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(text.contains("test shop"), "{text}");
}

#[test]
fn who_takes_no_payments_does_not_mark_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let checked = vitrine(&["check"], &[("PORT", "0")], folder.path())
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success(), "{text}");
    start_and_stop(&[("PORT", "0"), ("PAYMENTS", "off")], folder.path());
    start_and_stop(&LIVE, folder.path());
    // Now it is live, and can be paused and looked at without its keys.
    start_and_stop(&[("PORT", "0"), ("PAYMENTS", "off")], folder.path());
    let checked = vitrine(&["check"], &[], folder.path())
        .output()
        .expect("it runs");
    assert!(checked.status.success());
}

const LIVE: [(&str, &str); 5] = [
    ("STRIPE_SECRET_KEY", "sk_live_x"),
    ("STRIPE_WEBHOOK_SECRET", "whsec_x"),
    ("MAIL", "file:mail"),
    ("PORT", "0"),
    ("LOG", "error"),
];

/// Ends it once it serves.
fn start_and_stop(settings: &[(&str, &str)], folder: &std::path::Path) {
    let mut shop = vitrine(&[], settings, folder)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let output = std::io::BufReader::new(shop.stdout.take().expect("its output"));
    let serves =
        std::io::BufRead::lines(output).any(|line| line.is_ok_and(|line| line.contains("  Shop ")));
    shop.kill().and_then(|()| shop.wait()).expect("it ends");
    assert!(serves, "it does not start with {settings:?}");
}

#[test]
fn it_goes_when_told_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = [("PORT", "0"), ("PAYMENTS", "embedded")];
    let mut shop = vitrine(&[], &settings, folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    // The addresses are printed once it is about to serve.
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(
        shop.stdout.take().expect("its output"),
    ));
    assert!(
        lines.any(|line| line.expect("text").contains("Shop")),
        "it names its address"
    );
    std::thread::sleep(Duration::from_millis(300));
    let killed = Command::new("kill")
        .args(["-TERM", &shop.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(killed.success());
    let began = Instant::now();
    let ended = shop.wait().expect("it ends");
    assert!(ended.success(), "{ended}");
    assert!(began.elapsed() < Duration::from_secs(30));
}
