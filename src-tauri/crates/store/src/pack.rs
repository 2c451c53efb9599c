//! The JSON of a ticket or a request, packed: ids, digests and times as their bytes, what stands in every one as one byte, the rest as it is.
//! Unpacked it is the same text again, byte for byte. Some hundred ids and digests make up most of a log's tables otherwise.

use model::{Digest, Timestamp};

/// Before the 16 bytes of an id.
const ID: u8 = 0x80;
/// Before the 32 bytes of a digest that stands in quotes.
const DIGEST: u8 = 0x81;
/// Before the 8 bytes of a time that stands in quotes: microseconds, big endian.
const TIME: u8 = 0x82;
/// The first of [`WORDS`].
const WORD: u8 = 0x90;
/// Before a byte that stands for itself and could be taken for one of these.
const ITSELF: u8 = 0xFF;

/// What stands in most tickets and requests: each begins with a mark of JSON's, the longer before the shorter. Another list is another format of
/// the tables (`schema`).
const WORDS: [&str; 76] = [
    r#"{"id":""#,
    r#"","ticket":""#,
    r#"","key":""#,
    r#"","version":"#,
    r#","workflow":{"name":""#,
    r#","digest":"#,
    r#"},"transition":""#,
    r#"","from":""#,
    r#"","to":""#,
    r#"","gate":{"seats":{""#,
    r#"},"expires":""#,
    r#"","reauthenticate":false,"not":[],"reject":"first"},"requester":"bot:"#,
    r#"","reauthenticate":false,"not":[],"reject":"first"},"requester":"person:"#,
    r#"","reauthenticate":"#,
    r#","reject":"first"},"requester":"bot:"#,
    r#","reject":"first"},"requester":"person:"#,
    r#"","via":"token:"#,
    r#"","via":"session:"#,
    r#"","opened":"#,
    r#"","keeper":null,"opened":"#,
    r#"","keeper":""#,
    r#","opened_at":"#,
    r#","round":1,"asked_at":"#,
    r#","round":"#,
    r#","asked_at":"#,
    r#","expires":"#,
    r#","content":{"#,
    r#""body":"#,
    r#""title":"#,
    r#","body":"#,
    r#","title":"#,
    r#","fields."#,
    r#""fields."#,
    r#"},"arguments":{},"note":null"#,
    r#"},"arguments":{},"note":"#,
    r#"},"arguments":{"#,
    r#"},"note":null"#,
    r#"},"note":"#,
    r#","excluded":{""#,
    r#"":["keeper"]"#,
    r#"":["token_issuer"]"#,
    r#"":["keeper","token_issuer"]"#,
    r#"":["requester"]"#,
    r#"},"barred":{},"decisions":[],"state":{"is":"pending"}}"#,
    r#"},"barred":{},"decisions":[],"state":{"is":""#,
    r#"},"barred":{},"decisions":[{"by":""#,
    r#"},"barred":{""#,
    r#"},"decisions":[],"state":{"is":""#,
    r#"},"decisions":[{"by":""#,
    r#"","verdict":"approve","reason":null,"shown":"#,
    r#"","verdict":"approve","reason":"#,
    r#"","verdict":"reject","reason":"#,
    r#","shown":"#,
    r#","at":"#,
    r#","seq":"#,
    r#","key":"#,
    r#","stead":null,"reauthenticated":false,"round":1"#,
    r#"},{"by":""#,
    r#"}],"state":{"is":"moved","at":"#,
    r#"}],"state":{"is":"rejected","by":""#,
    r#"}],"state":{"is":""#,
    r#"","project":""#,
    r#""},"state":""#,
    r#"","state":""#,
    r#"","creator":"bot:"#,
    r#"","creator":"person:"#,
    r#","creator":"bot:"#,
    r#","creator":"person:"#,
    r#"","editor":"bot:"#,
    r#"","editor":"person:"#,
    r#"","movers":{"#,
    r#"},"comments":"#,
    r#","request":null,"last":["#,
    r#","request":""#,
    r#"","last":["#,
    r#"":"#,
];

/// Bytes are no packed text.
#[derive(Debug, thiserror::Error)]
#[error("These bytes are no packed text.")]
pub(crate) struct NotPacked;

/// Packs a text. Any text can be; JSON of ids and digests becomes much shorter.
pub(crate) fn packed(text: &str) -> Vec<u8> {
    let mut packed = Vec::with_capacity(text.len() / 2);
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        let taken = if let Some(id) = id(rest) {
            packed.push(ID);
            packed.extend(id);
            ID_CHARS
        } else if let Some(digest) = quoted::<43>(rest).and_then(|text| text.parse().ok()) {
            let digest: Digest = digest;
            packed.push(DIGEST);
            packed.extend(digest.bytes());
            43 + 2
        } else if let Some(time) = quoted::<27>(rest).and_then(time) {
            packed.push(TIME);
            packed.extend(time.micros().to_be_bytes());
            27 + 2
        } else if let Some((word, chars)) = word(rest) {
            packed.push(word);
            chars
        } else {
            if *first >= ID {
                packed.push(ITSELF);
            }
            packed.push(*first);
            1
        };
        rest = &rest[taken..];
    }
    packed
}

/// The text that was packed.
///
/// # Errors
/// [`NotPacked`].
pub(crate) fn unpacked(packed: &[u8]) -> Result<String, NotPacked> {
    let mut text = Vec::with_capacity(packed.len() * 2);
    let mut rest = packed;
    while let Some((first, after)) = rest.split_first() {
        rest = match *first {
            plain if plain < ID => {
                text.push(plain);
                after
            }
            ID => {
                let (id, after) = after.split_first_chunk::<16>().ok_or(NotPacked)?;
                write_id(id, &mut text);
                after
            }
            DIGEST => {
                let (digest, after) = after.split_first_chunk().ok_or(NotPacked)?;
                text.extend(format!("\"{}\"", Digest::new(*digest)).bytes());
                after
            }
            TIME => {
                let (micros, after) = after.split_first_chunk().ok_or(NotPacked)?;
                let time = Timestamp::from_micros(i64::from_be_bytes(*micros));
                text.extend(format!("\"{time}\"").bytes());
                after
            }
            ITSELF => {
                let (itself, after) = after.split_first().ok_or(NotPacked)?;
                text.push(*itself);
                after
            }
            word => {
                let word = word.checked_sub(WORD).map(usize::from);
                let word = word.and_then(|word| WORDS.get(word)).ok_or(NotPacked)?;
                text.extend(word.bytes());
                after
            }
        };
    }
    String::from_utf8(text).map_err(|_| NotPacked)
}

/// The word that `text` begins with, and how many characters it has.
fn word(text: &[u8]) -> Option<(u8, usize)> {
    if !matches!(text.first(), Some(b'"' | b',' | b'{' | b'}')) {
        return None;
    }
    let begins = |word: &&str| text.starts_with(word.as_bytes());
    let (number, word) = (WORD..).zip(&WORDS).find(|(_, word)| begins(word))?;
    Some((number, word.len()))
}

/// The `N` characters between two quotes at the beginning of `text`.
fn quoted<const N: usize>(text: &[u8]) -> Option<&str> {
    let (quote, rest) = text.split_first()?;
    let (chars, rest) = rest.split_first_chunk::<N>()?;
    let whole = *quote == b'"' && rest.first() == Some(&b'"');
    std::str::from_utf8(chars).ok().filter(|_| whole)
}

/// The time that `text` is, if it is spelled as times are.
fn time(text: &str) -> Option<Timestamp> {
    let time: Timestamp = text.parse().ok()?;
    (time.to_string() == text).then_some(time)
}

const ID_CHARS: usize = 36;
/// Where the dashes of an id are.
const DASHES: [usize; 4] = [8, 13, 18, 23];

/// The bytes of the id (RFC 9562, in lower case) that `text` begins with.
fn id(text: &[u8]) -> Option<[u8; 16]> {
    let (chars, _) = text.split_first_chunk::<ID_CHARS>()?;
    if DASHES.iter().any(|dash| chars[*dash] != b'-') {
        return None;
    }
    let mut digits = chars
        .iter()
        .enumerate()
        .filter(|(at, _)| !DASHES.contains(at))
        .map(|(_, digit)| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        });
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        *byte = digits.next()?? << 4 | digits.next()??;
    }
    Some(bytes)
}

fn write_id(id: &[u8; 16], text: &mut Vec<u8>) {
    for (at, byte) in id.iter().enumerate() {
        if [4, 6, 8, 10].contains(&at) {
            text.push(b'-');
        }
        text.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = r#"{"id":"01a21597-fb1a-7463-bb93-9ad4f7cf181a","ticket":"01a21597-fa7a-70fa-a925-de2b85de95c8","key":"ACC-42","version":3,"workflow":{"name":"Access request","version":1,"digest":"zFo83yLBSJREqAWNsle95sseeuV8axkppUNu-FrD4As"},"transition":"Grant privileged","from":"Reviewed as privileged","to":"Granted","gate":{"approvals":2,"role":"security-officer","expires":"2d"},"requester":"bot:01a21597-d6cc-7627-98e2-af4fb8582943","via":"token:01a21597-d6ce-7500-994e-92ca56f3ccfd","opened":2153,"opened_at":"2026-08-18T10:39:53.312345Z","expires":"2026-08-20T10:39:53.312345Z","content":{"title":"six4NmhotssGEVBKGo70r1ftgjH88v1LWF2FaLEI994","body":"8KLcXnWYf7KamUfMLuOG-BF8Ig83ZTtJaCyXUlOWUvU","fields.ends_on":"V2Ap2W-dEYOZWbpzPBvduykhkS-SNaJlKTrV4UntdjI"},"arguments":{},"note":null,"excluded":{"01a21597-d59e-767d-97c7-c8080d04b43d":["keeper","token_issuer"]},"decisions":[{"by":"01a21597-d520-746e-a67c-26abb6ace878","verdict":"approve","reason":null,"shown":"rqdBZcJSnILZfpaD2GNwH2mNNwsrv3j966MALrzU30I","at":"2026-08-18T11:03:46.312345Z","seq":2157,"key":"pXlBcWb_gz2qJUGdEP5nW9wvIF-2Hi4arsaF6MKmW6c"}],"state":{"is":"expired"}}"#;

    #[test]
    fn a_request_is_packed_to_less_than_half() {
        let packed = packed(REQUEST);
        assert_eq!(unpacked(&packed).expect("packed"), REQUEST);
        assert!(packed.len() * 2 < REQUEST.len(), "{}", packed.len());
    }

    #[test]
    fn a_ticket_is_packed_to_two_thirds() {
        let ticket = r#"{"id":"01a21597-f7aa-733c-9a12-a9e66a5b0aa8","key":"OPS-61","project":"01a21597-d6e2-757a-a8a1-561d00923e27","workflow":{"name":"Incident response","version":1,"digest":"EfMZ0jYQPEU66RfdCGFAgBLYyr8sYNSL6Y_ZDz6vhK0"},"state":"Closed","version":6,"creator":"bot:01a21597-d6cf-7323-8c5b-e030dee27735","content":{"title":"RAI2DhXS-G2-wsb_Q6p7e95LTJxEgkupZjhQ9tJLNdw","fields.lead":"wvnA5RQ3Jh5MI71qaEZodGa9jQAjwfxIl87-C1BC_eA"},"comments":1,"request":null,"last":[2075,"iZGeAPIu7I9qsPTsnupbd8Uq9wUTM0xWq5T2FO202RA"]}"#;
        let packed = packed(ticket);
        assert_eq!(unpacked(&packed).expect("packed"), ticket);
        assert!(packed.len() * 3 < ticket.len() * 2, "{}", packed.len());
    }

    #[test]
    fn whatever_looks_like_something_else_comes_back_as_it_was() {
        let odd = [
            "",
            "\u{80}\u{ff}ÿ – 承認 🦀",
            "01A21597-FB1A-7463-BB93-9AD4F7CF181A",
            "01a21597-fb1a-7463-bb93-9ad4f7cf181",
            "01a21597-fb1a-7463-bb93-9ad4f7cf181g",
            "é1a21597-fb1a-7463-bb93-9ad4f7cf181a01a21597-fb1a-7463-bb93-9ad4f7cf181a",
            r#""zFo83yLBSJREqAWNsle95sseeuV8axkppUNu-FrD4At""#,
            r#""zFo83yLBSJREqAWNsle95sseeuV8axkppUNu-FrD4As"#,
            r#""2026-08-18T11:03:46.312345z""#,
            r#""2026-08-18T11:03:46.31234Z0""#,
            r#""2026-02-30T11:03:46.312345Z""#,
            r#"{"id":"{"id":""","ticket":"null":nul"#,
        ];
        for text in odd {
            assert_eq!(unpacked(&packed(text)).expect("packed"), text);
        }
        let cuts = REQUEST.char_indices().map(|(at, _)| at);
        for part in cuts.flat_map(|at| [&REQUEST[at..], &REQUEST[..at]]) {
            assert_eq!(unpacked(&packed(part)).expect("packed"), part);
        }
    }

    #[test]
    fn bytes_that_nobody_packed_are_an_error() {
        for bytes in [
            &[ID, 1][..],
            &[DIGEST],
            &[TIME, 0, 0],
            &[ITSELF],
            &[0x83],
            &[0xFE],
            &[ITSELF, 0xC3],
        ] {
            assert!(unpacked(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn no_word_hides_a_longer_one_after_it() {
        for (at, word) in WORDS.iter().enumerate() {
            let hidden = WORDS[at + 1..].iter().find(|later| later.starts_with(word));
            assert_eq!(hidden, None, "{word}");
            assert!(super::word(word.as_bytes()).is_some(), "{word}");
        }
        assert!(WORD.checked_add(WORDS.len() as u8) < Some(ITSELF));
    }
}
