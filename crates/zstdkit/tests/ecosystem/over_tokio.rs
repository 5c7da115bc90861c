//! The asynchronous adaptors over readers and writers of tokio's.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Ends what is under way.
macro_rules! close {
    ($writer:expr) => {
        insist!($writer.shutdown())
    };
}

include!("async_cases.rs");

#[test]
fn copies_go_through_pipes_and_buffered_readers() {
    let data = [text(300_000), noise(100_000)].concat();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let received = runtime.block_on(async {
        let (near, far) = tokio::io::duplex(1000);
        let data = data.clone();
        // `spawn` asks for a future that is `Send`.
        let sender = tokio::spawn(async move {
            let mut encoder = write::Encoder::new(near, 3)?;
            encoder.write_all(&data).await?;
            encoder.shutdown().await
        });
        let mut received = Vec::new();
        let far = tokio::io::BufReader::with_capacity(100, far);
        bufread::Decoder::new(far)?.read_to_end(&mut received).await?;
        sender.await.unwrap()?;
        Ok::<_, io::Error>(received)
    });
    assert!(received.unwrap() == data);
}
