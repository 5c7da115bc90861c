//! Reads ranges of a compressed file that stays on a server, by HTTP's range requests.
//!
//! ```text
//! cargo run --release -p zstdkit-seek --example http_ranges
//! ```
//!
//! The server is a thread of this program, on the loopback address. Of a client of one's own no more is
//! asked than the few lines of `Remote`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use zstdkit_seek::{IndexOptions, ReadAt, SeekReader};

/// A file on a server.
struct Remote {
    server: SocketAddr,
    path: String,
    size: u64,
    requests: AtomicU64,
    received: AtomicU64,
}

impl Remote {
    fn open(server: SocketAddr, path: &str) -> io::Result<Self> {
        let mut head = request(server, &format!("HEAD {path} HTTP/1.1"), None)?;
        let size = read_head(&mut head)?;
        let (requests, received) = (AtomicU64::new(1), AtomicU64::new(0));
        Ok(Self { server, path: path.to_owned(), size, requests, received })
    }
}

impl ReadAt for Remote {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let end = offset.saturating_add(buf.len() as u64).min(self.size);
        let Some(len) = end.checked_sub(offset).filter(|len| *len > 0) else { return Ok(0) };
        let buf = &mut buf[..len as usize];
        let range = format!("bytes={offset}-{}", end - 1);
        let mut reply = request(self.server, &format!("GET {} HTTP/1.1", self.path), Some(&range))?;
        read_head(&mut reply)?;
        reply.read_exact(buf)?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.received.fetch_add(len, Ordering::Relaxed);
        Ok(buf.len())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.size)
    }

    /// A request has a price of its own, so that fewer and larger ones are better.
    fn read_size(&self) -> usize {
        256 << 10
    }
}

fn request(
    server: SocketAddr,
    line: &str,
    range: Option<&str>,
) -> io::Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(server)?;
    write!(stream, "{line}\r\nHost: {server}\r\nConnection: close\r\n")?;
    if let Some(range) = range {
        write!(stream, "Range: {range}\r\n")?;
    }
    write!(stream, "\r\n")?;
    Ok(BufReader::new(stream))
}

/// Reads a reply's head; how much follows.
fn read_head(reply: &mut impl BufRead) -> io::Result<u64> {
    let mut length = None;
    let mut line = String::new();
    reply.read_line(&mut line)?;
    if !line.contains(" 20") {
        return Err(io::Error::other(format!("the server says {}", line.trim())));
    }
    loop {
        line.clear();
        if reply.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return length.ok_or_else(|| io::Error::other("the server doesn't say how much"));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
}

/// Serves a file by ranges, until the program ends.
fn serve(listener: &TcpListener, file: &[u8]) -> io::Result<()> {
    for stream in listener.incoming() {
        let mut stream = BufReader::new(stream?);
        let (mut line, mut method, mut range) = (String::new(), String::new(), 0..file.len());
        while stream.read_line(&mut line)? > 0 && !line.trim().is_empty() {
            if method.is_empty() {
                method = line.split(' ').next().unwrap_or_default().to_owned();
            } else if let Some(bounds) = line.strip_prefix("Range: bytes=")
                && let Some((start, end)) = bounds.trim().split_once('-')
            {
                let (start, end) = (start.parse().unwrap_or(0), end.parse().unwrap_or(0));
                range = start..end + 1;
            }
            line.clear();
        }
        let body = file.get(range).unwrap_or_default();
        let mut stream = stream.into_inner();
        write!(stream, "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\n\r\n", body.len())?;
        if method == "GET" {
            stream.write_all(body)?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // 32 MiB of numbers, in one frame, with its index at its end.
    let content: Vec<u8> = (0..8 << 20).flat_map(|i: u32| (i / 3 * 7).to_le_bytes()).collect();
    let mut file = zstdkit::compress(&content, 3)?;
    IndexOptions::new().spacing(8 << 20).build(&file[..])?.write_to(&mut file)?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;
    let served = file.clone();
    thread::spawn(move || serve(&listener, &served));

    let remote = Remote::open(server, "/numbers.zst")?;
    let mut reader = SeekReader::open(&remote)?;
    let before = remote.received.load(Ordering::Relaxed);
    let mut range = Vec::new();
    reader.read_range(20_000_000..20_004_096, &mut range)?;
    assert_eq!(range, content[20_000_000..20_004_096]);
    println!(
        "4096 of {} bytes of content: {} of the file's {} bytes received for them, and {before} for its \
         index; {} requests in all",
        content.len(),
        remote.received.load(Ordering::Relaxed) - before,
        file.len(),
        remote.requests.load(Ordering::Relaxed),
    );
    Ok(())
}
