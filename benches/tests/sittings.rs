//! The program measures the same cells again in processes of its own.

use std::process::{Command, Stdio};

#[test]
fn a_cell_is_measured_in_several_processes() {
    let output = Command::new(env!("CARGO_BIN_EXE_zstdkit-benches"))
        .args(["--quick", "--rounds", "5", "--sittings", "3"])
        .args(["--filter", "contexts: compress 300 B, level 3, text"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("contexts: compress 300 B").count(), 1, "{said}");
    assert!(said.contains("zstdkit"), "{said}");
}

#[test]
fn what_goes_wrong_in_another_process_is_told_by_the_first() {
    // A sitting that is asked for a cell that isn't there answers why.
    let mut child = Command::new(env!("CARGO_BIN_EXE_zstdkit-benches"))
        .args(["--quick", "--filter", "contexts: compress 300 B, level 3, text", "--sitting", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"\"ready?\"\n{\"cell\":7}\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines, ["\"ready\"", r#"{"error":"there is no such cell"}"#]);
}
