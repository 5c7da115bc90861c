//! What the command prints, word for word; `TRYCMD=overwrite cargo test` takes down what it prints now.

#[test]
fn what_is_printed_is_what_was_taken_down() {
    if std::env::var_os("ZSTDKIT_TEST_RUNNER").is_some() || cfg!(windows) {
        eprintln!("skipped: names and messages are other ones there");
        return;
    }
    let program = trycmd::schema::Bin::Path(env!("CARGO_BIN_EXE_zstdkit").into());
    trycmd::TestCases::new()
        .register_bin("zstdkit", program)
        .env("NO_COLOR", "1")
        .case("tests/snapshots/*.trycmd");
}
