//! Prints the report: `cargo xtask targets` compares what machines of all kinds print.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("here: {}", zstdkit_portable::here());
    for line in zstdkit_portable::report()? {
        println!("{line}");
    }
    Ok(())
}
