//! A plain HTTP client of one connection a call, which can also send what no decent client would.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// No test waits longer than this for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A call to be made.
#[derive(Clone, Debug)]
pub struct Call {
    at: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Call {
    /// A call of `path` on the door at `at`.
    pub fn new(at: SocketAddr, method: &str, path: &str) -> Self {
        Self {
            at,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: vec![("host".to_owned(), at.to_string())],
            body: Vec::new(),
        }
    }

    /// With this header, instead of another value it may have.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without this header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// With `value` as its JSON body.
    pub fn json(self, value: &Value) -> Self {
        self.bytes(value.to_string().into_bytes())
    }

    /// With `body` as what it says is JSON.
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self.header("content-type", "application/json")
    }

    /// Makes the call.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn send(self) -> Answer {
        let said = format!("{} {}", self.method, self.path);
        self.try_send()
            .await
            .unwrap_or_else(|error| panic!("{said}: {error}"))
    }

    /// Makes the call.
    ///
    /// # Errors
    /// No whole answer came.
    pub async fn try_send(self) -> std::io::Result<Answer> {
        let answer = tokio::time::timeout(PATIENCE, self.exchange()).await;
        answer.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))?
    }

    /// Sends the first `sent` bytes, or all there are, and hangs up after `patience` without an answer.
    ///
    /// # Errors
    /// Nobody listens.
    pub async fn hang_up(self, sent: usize, patience: Duration) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(self.at).await?;
        let request = self.request();
        stream
            .write_all(&request[..sent.min(request.len())])
            .await?;
        tokio::time::sleep(patience).await;
        Ok(())
    }

    /// The bytes that are sent.
    pub fn request(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!(
            "content-length: {}\r\nconnection: close\r\n\r\n",
            self.body.len()
        );
        let mut bytes = head.into_bytes();
        bytes.extend(&self.body);
        bytes
    }

    async fn exchange(self) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.at).await?;
        stream.write_all(&self.request()).await?;
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await?;
        Answer::read(&received)
            .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
    }
}

impl Answer {
    fn read(received: &[u8]) -> Option<Self> {
        let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&received[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let answer = Self {
            status,
            headers,
            body: received[end + 4..].to_vec(),
        };
        let whole = answer
            .header("content-length")
            .is_none_or(|length| length.parse() == Ok(answer.body.len()));
        whole.then_some(answer)
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of an answer that must have this status.
    ///
    /// # Panics
    /// When it has another.
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The problem of a refusal that must have this status and code.
    ///
    /// # Panics
    /// When it is anything else, or no whole problem.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.text()
        );
        let problem = self.ok(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(
            problem["type"],
            format!("urn:openweave:problem:{code}"),
            "{problem}"
        );
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.ends_with(['.', '?', '!']), "a sentence: {problem}");
        problem
    }
}
