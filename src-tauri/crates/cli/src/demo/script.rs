//! A ticket's life, written down before it is played: who does what, and how long after the step before.

use model::{Code, Span, Verdict};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::cast::Hand;

/// Names of fields with values.
pub type Fields = Vec<(&'static str, String)>;

/// What somebody does.
#[derive(Clone, Debug)]
pub enum Act {
    Open {
        title: String,
        body: Option<String>,
        fields: Fields,
    },
    Edit(Fields),
    Comment(String),
    Take {
        transition: &'static str,
        arguments: Fields,
        note: Option<String>,
    },
    /// On what the ticket's last gated move asked for.
    Decide(Verdict, Option<String>),
    /// Something that must be turned down, and as what.
    Refused(Code, Box<Self>),
    /// Nothing but time: a request runs out.
    RunOut,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Step {
    /// Since the ticket was opened.
    pub after: Span,
    pub by: Hand,
    pub act: Act,
}

/// A ticket's life.
pub struct Script<'r> {
    rng: &'r mut ChaCha8Rng,
    passed: i64,
    steps: Vec<Step>,
}

impl<'r> Script<'r> {
    /// Begins with the opening of the ticket.
    pub fn opens(
        rng: &'r mut ChaCha8Rng,
        by: impl Into<Hand>,
        (title, body): (String, Option<&str>),
        fields: Fields,
    ) -> Self {
        let act = Act::Open {
            title,
            body: body.map(str::to_owned),
            fields,
        };
        let mut script = Self {
            rng,
            passed: 0,
            steps: Vec::new(),
        };
        script.act(by, act);
        script
    }

    /// Luck, for whoever needs some while writing.
    pub const fn rng(&mut self) -> &mut ChaCha8Rng {
        self.rng
    }

    /// One of these.
    pub fn one_of(&mut self, texts: &[&str]) -> String {
        texts[self.rng.random_range(0..texts.len())].to_owned()
    }

    /// Some minutes pass.
    pub fn soon(&mut self) -> &mut Self {
        self.pass(2 * 60..25 * 60)
    }

    /// An hour or two pass.
    pub fn later(&mut self) -> &mut Self {
        self.pass(40 * 60..110 * 60)
    }

    /// A day passes.
    pub fn next_day(&mut self) -> &mut Self {
        self.pass(23 * 3_600..25 * 3_600)
    }

    /// So much time passes exactly.
    pub fn pass_all(&mut self, span: Span) -> &mut Self {
        self.passed += span.as_seconds();
        self
    }

    fn pass(&mut self, seconds: std::ops::Range<i64>) -> &mut Self {
        self.passed += self.rng.random_range(seconds);
        self
    }

    pub fn act(&mut self, by: impl Into<Hand>, act: Act) -> &mut Self {
        self.steps.push(Step {
            after: Span::seconds(self.passed),
            by: by.into(),
            act,
        });
        self
    }

    pub fn edit(&mut self, by: impl Into<Hand>, fields: Fields) -> &mut Self {
        self.act(by, Act::Edit(fields))
    }

    pub fn comment(&mut self, by: impl Into<Hand>, text: impl Into<String>) -> &mut Self {
        self.act(by, Act::Comment(text.into()))
    }

    pub fn take(&mut self, by: impl Into<Hand>, transition: &'static str) -> &mut Self {
        self.act(by, take(transition))
    }

    /// Asks at a gate, saying what will be done and why.
    pub fn ask(
        &mut self,
        by: impl Into<Hand>,
        transition: &'static str,
        arguments: Fields,
        note: impl Into<String>,
    ) -> &mut Self {
        let note = Some(note.into());
        self.act(
            by,
            Act::Take {
                transition,
                arguments,
                note,
            },
        )
    }

    pub fn approve(&mut self, by: impl Into<Hand>, reason: Option<&str>) -> &mut Self {
        self.act(by, Act::Decide(Verdict::Approve, reason.map(str::to_owned)))
    }

    pub fn reject(&mut self, by: impl Into<Hand>, reason: &str) -> &mut Self {
        self.act(by, Act::Decide(Verdict::Reject, Some(reason.to_owned())))
    }

    pub fn refused(&mut self, by: impl Into<Hand>, code: Code, act: Act) -> &mut Self {
        self.act(by, Act::Refused(code, Box::new(act)))
    }

    /// The life as it was written.
    pub fn ends(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }
}

/// A move without anything said to it.
pub const fn take(transition: &'static str) -> Act {
    Act::Take {
        transition,
        arguments: Vec::new(),
        note: None,
    }
}

/// A commit's first seven digits.
pub fn commit(rng: &mut ChaCha8Rng) -> String {
    format!("{:07x}", rng.random_range(0x010_0000..0xfff_ffff_u32))
}

/// A text from a list that is shorter than what it is for: the second time round it says where else.
pub fn nth(texts: &[&str], n: usize) -> String {
    const PLACES: [&str; 6] = [
        "eu-west", "us-east", "ap-south", "staging", "sandbox", "dr-site",
    ];
    let text = texts[n % texts.len()];
    match n / texts.len() {
        0 => text.to_owned(),
        round => {
            let place = PLACES[(round - 1) % PLACES.len()];
            match (round - 1) / PLACES.len() {
                0 => format!("{text}, {place}"),
                again => format!("{text}, {place} {}", again + 1),
            }
        }
    }
}
