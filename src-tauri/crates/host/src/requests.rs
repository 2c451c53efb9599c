//! One request in full: all that an approver must see before they decide.

use engine::{Voice, World};
use model::{
    Command, Deed, Digest, Part, PersonId, Request, RequestState, Seq, Timestamp,
    view::{
        requests::{
            ChangeView, ContentView, DecisionView, ExcludedView, RequestCard, RequestView,
            ReturnedView, Seats, SimilarView, VoiceView,
        },
        tickets::May,
    },
};

use crate::{Member, Result, audit, may, moves, names::Names, problem};

/// How many earlier requests of the same transition are shown.
const SIMILAR_MAX: usize = 10;
/// Among how many closed ones they are looked for.
const LOOKED_AT: u32 = 500;

impl Member {
    /// A request in full: what I must see before I decide.
    ///
    /// # Errors
    /// 404.
    pub async fn request(&self, id: &str) -> Result<RequestView> {
        let request = self.known_request(id).await?;
        let names = self.names().await?;
        let content = request.content.iter();
        let digests = content
            .map(|(_, d)| *d)
            .chain(request.arguments.values().flatten().copied());
        let said = request
            .note
            .into_iter()
            .chain(request.decisions.iter().filter_map(|d| d.reason));
        let texts = self.place.texts(digests.chain(said)).await?;
        let text = |digest: Digest| texts.get(&digest).cloned();
        let now = self.now();
        let (ended, since, similar) = (
            self.ended_at(&request).await?,
            self.since(&request).await?,
            self.similar(&request).await?,
        );
        let withdrawing = Command::Withdraw {
            request: request.id,
        };
        let over = || {
            may::answer(Err(model::Refusal::NotPending {
                state: request.state.word(),
            }))
        };
        let (may_withdraw, voices) = self.place.world(|w| {
            let may_withdraw = match request.state.is_open() {
                true => may::may(w, &self.actor, &withdrawing, now),
                false => over(),
            };
            let voices = match request.state {
                RequestState::Pending => self.voices(w, &request),
                _ => Err(over()),
            };
            (may_withdraw, voices)
        });
        let standing = (&voices, ended);
        let card = self.card(&request, &names, text_of(&request, &texts), standing);
        let view = self.place.world(|w| {
            let pending = request.state == RequestState::Pending;
            let open = engine::open_seats(w, &request);
            RequestView {
                card,
                version: request.version,
                workflow: request.workflow.clone(),
                note: request.note.and_then(text),
                changes: changes(&request, &text),
                content: request
                    .content
                    .iter()
                    .map(|(part, d)| ContentView {
                        name: part_name(part),
                        value: text(*d),
                    })
                    .collect(),
                since,
                rule: rule(w, &request),
                seats: request
                    .gate
                    .seats
                    .iter()
                    .map(|(role, needed)| Seats {
                        role: role.clone(),
                        needed: *needed,
                        open: pending && open.contains(role),
                    })
                    .collect(),
                rejections_needed: request.gate.rejections(),
                reauthenticate: request.gate.reauthenticate,
                keeper: request.keeper.map(|p| names.person(p)),
                returned: returned(&request, &names, &text),
                voices: voices
                    .iter()
                    .flatten()
                    .map(|voice| VoiceView {
                        under: voice.under,
                        of: names.person(whose(w, voice)),
                    })
                    .collect(),
                decisions: request
                    .decisions
                    .iter()
                    .map(|d| decision(w, (&request, d), &names, &text))
                    .collect(),
                may_approve: if pending {
                    still_to_decide(w, &request)
                        .into_iter()
                        .map(|p| names.person(p))
                        .collect()
                } else {
                    Vec::new()
                },
                excluded: excluded(w, &request, &names),
                hopeless: request.state.is_open()
                    && (engine::hopeless(w, &request) || may::at(w, now) >= request.expires),
                may_withdraw,
                stale: match request.state {
                    RequestState::Stale { because, .. } => Some(because),
                    _ => None,
                },
                stale_seq: match request.state {
                    RequestState::Stale { by, .. } => Some(by),
                    _ => None,
                },
                opened_seq: request.opened,
                moved_seq: moved_at(&request),
                similar,
            }
        });
        Ok(view)
    }

    /// A request of this workspace, for a read.
    pub(crate) async fn known_request(&self, id: &str) -> Result<Request> {
        let known = match id.parse() {
            Ok(id) => self.place.request(id).await?,
            Err(_) => None,
        };
        self.found(known, "request", id).await
    }

    /// When the request ended, if it did.
    async fn ended_at(&self, request: &Request) -> Result<Option<Timestamp>> {
        let Some(closed) = self
            .place
            .store
            .request(request.id)
            .await?
            .and_then(|row| row.closed)
        else {
            return Ok(None);
        };
        Ok(self
            .place
            .store
            .entry(closed)
            .await?
            .map(|stored| stored.entry.at))
    }

    /// Edits and comments between the ticket's move before and the asking, newest first.
    async fn since(&self, request: &Request) -> Result<Vec<String>> {
        let history = self.place.store.history(request.ticket).await?;
        let before = history.iter().filter(|s| s.entry.seq < request.opened);
        let between: Vec<_> = before
            .take_while(|s| {
                !matches!(
                    s.entry.deed,
                    Some(Deed::Move { .. } | Deed::CreateTicket { .. })
                )
            })
            .filter(|s| {
                matches!(
                    s.entry.deed,
                    Some(Deed::EditTicket { .. } | Deed::Comment { .. })
                )
            })
            .collect();
        let lookup = audit::lookup(self, between.iter().map(|s| &s.entry)).await?;
        let line = |s: &&store::Stored| {
            let words: String = lookup
                .sentence(&s.entry)
                .into_iter()
                .map(|run| run.text)
                .collect();
            format!("{} {words}", lookup.names.who(s.entry.by.id).name)
        };
        Ok(between.iter().map(line).collect())
    }

    /// How the same transition was decided before, newest first.
    async fn similar(&self, request: &Request) -> Result<Vec<SimilarView>> {
        let closed = self.place.store.closed_requests(None, LOOKED_AT).await?;
        let alike = closed.into_iter().filter(|row| {
            let other = &row.request;
            other.id != request.id
                && other.transition == request.transition
                && other.workflow.name == request.workflow.name
        });
        let mut views = Vec::new();
        for row in alike.take(SIMILAR_MAX) {
            let ended = self
                .ended_at(&row.request)
                .await?
                .unwrap_or(row.request.expires);
            views.push(SimilarView {
                id: row.request.id,
                ticket: row.request.key.clone(),
                state: row.request.state.word().to_owned(),
                ended,
                waited_seconds: ended.since(row.request.opened_at).as_seconds(),
            });
        }
        Ok(views)
    }
}

impl Member {
    /// A request as a card of the inbox: under which names I may decide, or why not; when it ended.
    pub(crate) fn card(
        &self,
        request: &Request,
        names: &Names,
        title: Option<String>,
        (voices, ended): (&std::result::Result<Vec<Voice>, May>, Option<Timestamp>),
    ) -> RequestCard {
        let mine = |decision: &&model::Decision| self.person == decision.by;
        let first = voices.as_ref().ok().and_then(|all| all.first());
        RequestCard {
            id: request.id,
            state: request.state.word().to_owned(),
            ticket: request.key.clone(),
            title,
            requester: names.who(request.requester),
            transition: request.transition.clone(),
            from: request.from.clone(),
            to: request.to.clone(),
            opened: request.opened_at,
            expires: request.expires,
            approvals: count(request.approvals().count()),
            needed: request.gate.needed(),
            round: request.round,
            shown: request.shown(self.place.id),
            may_decide: match voices {
                Ok(_) => may::answer(Ok(())),
                Err(no) => no.clone(),
            },
            stead: first
                .filter(|voice| voice.under.is_some())
                .map(|voice| self.place.world(|w| names.person(whose(w, voice)))),
            ended,
            mine: request.counted().find(mine).map(|d| d.verdict),
        }
    }
}

/// Whose seat `voice` fills.
fn whose(world: &World, voice: &Voice) -> PersonId {
    let given = voice.under.and_then(|id| world.delegations().get(&id));
    given.map_or(voice.by, |delegation| delegation.from)
}

/// Who asked for changes, while it waits for its requester.
fn returned(
    request: &Request,
    names: &Names,
    text: &impl Fn(Digest) -> Option<String>,
) -> Option<ReturnedView> {
    let RequestState::Returned { by } = request.state else {
        return None;
    };
    let last = request.decisions.last()?;
    Some(ReturnedView {
        by: names.person(by),
        reason: last.reason.and_then(text),
        at: last.at,
    })
}

/// The ticket's title as it was asked.
pub(crate) fn text_of(
    request: &Request,
    texts: &std::collections::BTreeMap<Digest, String>,
) -> Option<String> {
    request
        .content
        .get(&Part::Title)
        .and_then(|d| texts.get(d).cloned())
}

/// Who may still decide: those who could and have not.
pub(crate) fn still_to_decide(world: &World, request: &Request) -> Vec<model::PersonId> {
    if request.state != RequestState::Pending {
        return Vec::new();
    }
    engine::could_approve(world, request)
        .into_iter()
        .filter(|p| !request.heard(*p))
        .collect()
}

/// Whoever holds the role, or had a part in the asking, and cannot approve.
fn excluded(world: &World, request: &Request, names: &Names) -> Vec<ExcludedView> {
    let mut views: Vec<ExcludedView> = request
        .excluded
        .iter()
        .map(|(person, why)| ExcludedView {
            who: names.person(*person),
            because: problem::reasons(why),
        })
        .collect();
    let late = request.gate.seats.keys().flat_map(|role| {
        let holders = world.access().people_with(role.as_str());
        holders.filter_map(move |(person, since)| {
            let late = since >= request.opened && !request.excluded.contains_key(&person);
            late.then_some((person, role))
        })
    });
    views.extend(late.map(|(person, role)| ExcludedView {
        who: names.person(person),
        because: format!("holds {role} only since after this was asked"),
    }));
    views
}

fn changes(request: &Request, text: &impl Fn(Digest) -> Option<String>) -> Vec<ChangeView> {
    let state = ChangeView {
        field: "state".to_owned(),
        now: Some(request.from.to_string()),
        after: Some(request.to.to_string()),
    };
    let arguments = request.arguments.iter().map(|(part, after)| ChangeView {
        field: part_name(part),
        now: request.content.get(part).and_then(|d| text(*d)),
        after: after.and_then(text),
    });
    std::iter::once(state).chain(arguments).collect()
}

fn decision(
    world: &World,
    (request, decision): (&Request, &model::Decision),
    names: &Names,
    text: &impl Fn(Digest) -> Option<String>,
) -> DecisionView {
    DecisionView {
        by: names.person(decision.by),
        verdict: decision.verdict,
        reason: decision.reason.and_then(text),
        at: decision.at,
        seq: decision.seq,
        key: decision.key,
        stead: decision.stead.map(|stead| names.person(stead.of)),
        reauthenticated: decision.reauthenticated,
        counts: decision.round == request.round,
        new_key: readmitter(world, decision).map(|by| names.person(by)),
    }
}

/// Who vouched for the key of a decision, while the key was new.
fn readmitter(world: &World, decision: &model::Decision) -> Option<PersonId> {
    let keys = world.signing().keys_of(decision.by);
    let key = keys.iter().find(|key| key.key == decision.key)?;
    key.readmitted_by.filter(|_| key.is_new(decision.at))
}

fn rule(world: &World, request: &Request) -> model::view::Sentence {
    let rules = world.published(&request.workflow);
    let transition = rules.and_then(|r| {
        r.workflow
            .leaving(&request.from)
            .find(|t| t.name == request.transition)
    });
    rules
        .zip(transition)
        .map(|(r, t)| moves::runs(&analysis::rule(&r.workflow, t)))
        .unwrap_or_default()
}

fn part_name(part: &Part) -> String {
    match part {
        Part::Field(name) => name.to_string(),
        other => other.to_string(),
    }
}

pub(crate) const fn moved_at(request: &Request) -> Option<Seq> {
    match request.state {
        RequestState::Moved { at } => Some(at),
        _ => None,
    }
}

/// How many, as doors say it.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
