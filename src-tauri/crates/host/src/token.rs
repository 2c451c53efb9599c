//! A bot's token: `owb_<credential id>_<secret>_<checksum>`. The id finds the workspace, the secret proves the caller,
//! the checksum lets scanners and typing mistakes be told from guesses.

use model::{Digest, TokenId};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::luck;

const PREFIX: &str = "owb";
const CHECKSUM_CHARS: usize = 8;

/// A token as a caller presents it. Whether it is worth anything is another question.
#[derive(Clone, Copy)]
pub(crate) struct Token {
    /// Its public part.
    pub(crate) id: TokenId,
    /// SHA-256 of its secret.
    pub(crate) secret: Digest,
}

/// A new token for `id`: the text to hand over, and the digest of its secret to keep.
pub(crate) fn mint(id: TokenId) -> (String, Digest) {
    let secret = luck::secret();
    let body = format!("{PREFIX}_{}_{secret}", id.uuid().simple());
    let text = format!("{body}_{}", checksum(&body));
    (text, Digest::of(secret.as_bytes()))
}

impl Token {
    /// Reads an `Authorization` header's value: `Bearer owb_…`.
    pub(crate) fn from_header(value: &str) -> Option<Self> {
        let (scheme, token) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| Self::read(token.trim()))?
    }

    fn read(text: &str) -> Option<Self> {
        let (body, sum) = text.rsplit_once('_')?;
        let mut parts = body.split('_');
        let (prefix, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let whole =
            parts.next().is_none() && prefix == PREFIX && secret.len() == 64 && id.len() == 32;
        (whole && sum == checksum(body)).then_some(())?;
        Some(Self {
            id: TokenId::new(Uuid::try_parse(id).ok()?),
            secret: Digest::of(secret.as_bytes()),
        })
    }

    /// Whether its secret is the one with this digest. Takes the same time either way.
    pub(crate) fn is(&self, secret: &Digest) -> bool {
        self.secret.bytes().ct_eq(secret.bytes()).into()
    }
}

fn checksum(body: &str) -> String {
    let digest = Digest::of_parts("openweave/token/v1", [body.as_bytes()]);
    luck::hex(&digest.bytes()[..CHECKSUM_CHARS / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_a_mistyped_one_does_not() {
        let id = TokenId::new(Uuid::from_u128(7));
        let (text, secret) = mint(id);
        let token = Token::from_header(&format!("Bearer {text}")).unwrap();
        assert_eq!(token.id, id);
        assert!(token.is(&secret));
        assert!(!token.is(&Digest::of(b"another")));
        let last = if text.ends_with('0') { "1" } else { "0" };
        for bad in [
            text.clone(),
            format!("Bearer {}{last}", &text[..text.len() - 1]),
            format!("Bearer {}", text.replacen("owb_0", "owb_1", 1)),
            format!("Basic {text}"),
            "Bearer owb___".to_owned(),
            format!("Bearer {text}_x"),
        ] {
            assert!(Token::from_header(&bad).is_none(), "{bad}");
        }
    }
}
