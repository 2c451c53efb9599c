//! A no, as doors answer it: problem details with a stable code, a sentence that says what to do, and when to come back.

use model::{
    Code, Refusal, Seq,
    view::{problem::Problem, tickets::May},
};

/// Why the answer is no.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What the caller is told.
    pub problem: Box<Problem>,
    /// After how many seconds it is worth asking again (`Retry-After`).
    pub retry_after: Option<u32>,
}

/// What every call to the host answers with.
pub type Result<T> = std::result::Result<T, Refused>;

impl Refused {
    /// A refusal that the engine did not make.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            problem: Box::new(Problem {
                kind: format!("urn:openweave:problem:{code}"),
                title: title(code),
                status: code.status(),
                code,
                detail: detail.into(),
                seq: None,
                trace: None,
                moves: None,
                at: None,
                fields: Vec::new(),
                request: None,
                version: None,
                excluded: Vec::new(),
            }),
            retry_after: None,
        }
    }

    /// Not here, or not at all: the two look the same.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what} here."))
    }

    /// Not this shape; `at` says where.
    pub(crate) fn malformed(at: &str, detail: impl Into<String>) -> Self {
        let mut refused = Self::new(Code::Malformed, detail);
        refused.problem.at = Some(at.to_owned());
        refused
    }

    /// Come back after `seconds`.
    pub(crate) fn later(code: Code, detail: impl Into<String>, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(code, detail)
        }
    }

    /// A refusal that the log only kept the code of: a replay of it.
    pub(crate) fn again(code: Code) -> Self {
        let detail = format!(
            "{}: this is the answer that the first call with this idempotency key got. Use another key to try again.",
            title(code)
        );
        Self::new(code, detail)
    }

    /// The same as what a window shows before anybody clicks.
    pub(crate) fn into_may(self) -> May {
        May {
            allowed: false,
            code: Some(self.problem.code),
            because: Some(self.problem.detail),
        }
    }

    /// The entry that records it.
    pub(crate) fn recorded(mut self, seq: Option<Seq>, trace: Option<&str>) -> Self {
        self.problem.seq = seq;
        self.problem.trace = trace.map(str::to_owned);
        self
    }
}

/// The engine's no. Who is excluded is named by whoever knows names.
impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Self {
        let mut refused = Self::new(refusal.code(), refusal.to_string());
        match refusal {
            Refusal::MissingFields { fields } => {
                refused.problem.fields = fields.iter().map(ToString::to_string).collect();
            }
            Refusal::RequestOpen { request } => refused.problem.request = Some(*request),
            Refusal::Stale { now, .. } => refused.problem.version = Some(*now),
            _ => {}
        }
        refused
    }
}

impl From<store::StoreError> for Refused {
    fn from(error: store::StoreError) -> Self {
        let code = error.code();
        tracing::error!(%code, %error, "the store could not answer");
        let again = matches!(code, Code::Busy | Code::OutcomeUnknown);
        Self {
            retry_after: again.then_some(1),
            ..Self::new(code, error.to_string())
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {}: {}",
            self.problem.status, self.problem.code, self.problem.detail
        )
    }
}

impl std::error::Error for Refused {}

/// `not_permitted` -> `Not permitted`.
fn title(code: Code) -> String {
    let words = code.to_string().replace('_', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
