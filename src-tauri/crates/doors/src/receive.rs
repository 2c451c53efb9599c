//! Bodies: whole, and at most 1 MiB. A longer one is read to its end and thrown away, so that the sender hears why.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderName, request::Parts},
};
use host::{Meta, Refused};
use http_body_util::BodyExt;
use model::{Code, Digest};

use crate::{
    answer::No,
    call::{Call, Caller},
    parse::{Flaw, trace_id},
};

/// The most a body may hold.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How much more is thrown away before the connection is: the answer to a call of that size would be lost anyway.
const WASTE_BYTES_MAX: usize = 64 * BODY_BYTES_MAX;

/// How long that may take.
const WASTE_TIME_MAX: Duration = Duration::from_secs(5);

/// A request whose body has been read, before anybody looked at who sent it.
pub(crate) struct Received {
    /// Everything but the body.
    pub(crate) parts: Parts,
    body: Result<Bytes, Flaw>,
}

impl Received {
    /// Reads `request` to its end.
    pub(crate) async fn of(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            body: whole(body).await,
            parts,
        }
    }

    /// A header, if it is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    }

    /// What an unknown caller hears: that the body is too large goes before that nobody knows them.
    pub(crate) fn for_nobody(&self, refused: Refused) -> No {
        self.body
            .as_ref()
            .err()
            .map_or_else(|| refused.into(), |flaw| No::unrecorded(flaw.clone()))
    }

    /// The call it is, now that it is known who sent it.
    ///
    /// # Errors
    /// 413 over 1 MiB; 400 when the sender stopped half-way.
    pub(crate) async fn by(self, caller: Caller) -> Result<(Call, Parts), No> {
        let (body, flaw) = match self.body {
            Ok(body) => (body, None),
            Err(flaw) => (Bytes::new(), Some(flaw)),
        };
        let meta = Meta {
            key: self
                .parts
                .headers
                .get("idempotency-key")
                .map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned()),
            trace: trace_id(&self.parts.headers),
            route: format!("{} {}", self.parts.method, self.parts.uri.path()),
            body: Digest::of(&body),
        };
        let call = Call::new(caller, meta, body);
        match flaw {
            None => Ok((call, self.parts)),
            Some(flaw) => Err(call.turn_away(flaw).await),
        }
    }
}

async fn whole(mut body: Body) -> Result<Bytes, Flaw> {
    let mut received = Vec::new();
    while let Some(chunk) = next_chunk(&mut body).await? {
        if received.len() + chunk.len() > BODY_BYTES_MAX {
            waste(body).await;
            return Err(Flaw::new(
                Code::TooLarge,
                "the body has more than 1 MiB. Send less",
            ));
        }
        received.extend_from_slice(&chunk);
    }
    Ok(received.into())
}

async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, Flaw> {
    match body.frame().await {
        None => Ok(None),
        Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
        Some(Err(_)) => Err(Flaw::new(
            Code::Malformed,
            "the body ended before its end. Send it again",
        )),
    }
}

async fn waste(mut body: Body) {
    let rest = async {
        let mut wasted = 0;
        while let Ok(Some(chunk)) = next_chunk(&mut body).await {
            wasted += chunk.len();
            if wasted > WASTE_BYTES_MAX {
                break;
            }
        }
    };
    // Either way the answer goes out next.
    let _ = tokio::time::timeout(WASTE_TIME_MAX, rest).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mebibyte_arrives_and_a_byte_more_does_not() {
        let full = vec![b'x'; BODY_BYTES_MAX];
        assert_eq!(
            whole(Body::from(full.clone())).await.map(|b| b.len()),
            Ok(BODY_BYTES_MAX)
        );
        let more = [full.as_slice(), b"x"].concat();
        assert_eq!(
            whole(Body::from(more)).await.err().map(|f| f.code),
            Some(Code::TooLarge)
        );
    }
}
