//! Messages over a connection: each is decodable as soon as it's flushed, all share one frame.
//!
//! `cargo run --example network_flush`

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use zstdkit::stream::{read, write};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || answer(&listener));

    let connection = TcpStream::connect(address)?;
    let mut replies = BufReader::new(read::Decoder::new(connection.try_clone()?)?);
    let mut requests = write::Encoder::new(connection, 3)?;
    for number in 0..10 {
        let message = format!("what is the square of {number}, please?");
        writeln!(requests, "{message}")?;
        // Without it, the message would wait for more: larger blocks compress better.
        requests.flush()?;
        let mut reply = String::new();
        replies.read_line(&mut reply)?;
        println!("{message} {}", reply.trim_end());
        assert_eq!(reply, format!("{}\n", number * number));
    }
    requests.finish()?.shutdown(std::net::Shutdown::Write)?;
    server.join().expect("the server doesn't panic")
}

/// Answers each line until the client ends its frame.
fn answer(listener: &TcpListener) -> io::Result<()> {
    let (connection, _) = listener.accept()?;
    let requests = BufReader::new(read::Decoder::new(connection.try_clone()?)?);
    let mut replies = write::Encoder::new(connection, 3)?;
    for line in requests.lines() {
        let line = line?;
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        let number: u64 = digits.parse().map_err(io::Error::other)?;
        writeln!(replies, "{}", number * number)?;
        replies.flush()?;
    }
    replies.finish().map(drop)
}
