//! A plain HTTP connection that stays open from call to call, as a bot keeps one.

use std::{
    io::{Error, ErrorKind, Result},
    net::SocketAddr,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
};

/// An open connection to a door.
pub struct Connection {
    stream: BufStream<TcpStream>,
    /// What every call says: which host, which token.
    headers: String,
}

impl Connection {
    /// Connects to the bots' door at `at` with a token.
    ///
    /// # Errors
    /// The system's: nobody listens there.
    pub async fn open(at: SocketAddr, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        let headers = format!(
            "host: {at}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json"
        );
        Ok(Self {
            stream: BufStream::new(stream),
            headers,
        })
    }

    /// Posts a body and waits for the answer: its status and its body.
    ///
    /// # Errors
    /// The system's, and [`ErrorKind::InvalidData`] for what is no answer with a length.
    pub async fn post(&mut self, path: &str, body: &str) -> Result<(u16, Vec<u8>)> {
        let call = format!(
            "POST {path} HTTP/1.1\r\n{}\r\ncontent-length: {}\r\n\r\n{body}",
            self.headers,
            body.len()
        );
        self.stream.write_all(call.as_bytes()).await?;
        self.stream.flush().await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<(u16, Vec<u8>)> {
        let first = self.line().await?;
        let status = first
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let mut length = None;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        let (Some(status), Some(length)) = (status, length) else {
            return Err(Error::new(ErrorKind::InvalidData, first));
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok((status, body))
    }

    async fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
