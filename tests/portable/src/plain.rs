//! The report for a WebAssembly module that imports nothing.

use std::sync::OnceLock;

/// The text, once it is made.
fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let lines = match super::report() {
            Ok(lines) => lines,
            Err(error) => vec![format!("failed: {error}")],
        };
        format!("here: {}\n{}\n", super::here(), lines.join("\n"))
    })
}

#[unsafe(no_mangle)]
extern "C" fn report_start() -> *const u8 {
    text().as_ptr()
}

#[unsafe(no_mangle)]
extern "C" fn report_length() -> usize {
    text().len()
}
