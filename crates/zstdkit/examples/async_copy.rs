//! From an asynchronous reader through an encoder, a pipe and a decoder to a writer, with tokio.
//!
//! `cargo run --example async_copy --features tokio`

use std::io;

use tokio::io::{AsyncWriteExt, BufReader, duplex};
use zstdkit::async_io::{bufread, write};

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(transfer())
}

async fn transfer() -> io::Result<()> {
    let data = "carried through a pipe of 4 KiB, compressed. ".repeat(100_000).into_bytes();
    let (near, far) = duplex(4096);

    let sender = async {
        let mut encoder = write::Encoder::new(near, 3)?;
        tokio::io::copy(&mut &data[..], &mut encoder).await?;
        // Ends the frame, and closes the pipe for the other side.
        encoder.shutdown().await
    };
    let receiver = async {
        let mut decoder = bufread::Decoder::new(BufReader::new(far))?;
        let mut received = Vec::new();
        tokio::io::copy(&mut decoder, &mut received).await?;
        Ok::<_, io::Error>(received)
    };
    let (sent, received) = futures_util::future::join(sender, receiver).await;
    sent?;
    let received = received?;
    assert!(received == data);
    println!("{} bytes arrived", received.len());
    Ok(())
}
