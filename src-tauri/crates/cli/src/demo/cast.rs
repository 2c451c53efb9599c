//! Who plays: four people and five bots. Three people hold each role that a gate asks for twice, so that two can always decide.

/// A person of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Mirela,
    Ana,
    Jonas,
    Tomas,
}

impl Role {
    /// In the order in which the sign-in screen offers them.
    pub const ALL: [Self; 4] = [Self::Ana, Self::Tomas, Self::Jonas, Self::Mirela];

    pub const fn handle(self) -> &'static str {
        match self {
            Self::Mirela => "mirela",
            Self::Ana => "ana",
            Self::Jonas => "jonas",
            Self::Tomas => "tomas",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Mirela => "Mirela Ionescu",
            Self::Ana => "Ana Kovač",
            Self::Jonas => "Jonas Lindqvist",
            Self::Tomas => "Tomás Ferreira",
        }
    }

    pub const fn hint(self) -> &'static str {
        match self {
            Self::Mirela => "people, bots, credentials",
            Self::Ana => "decides at gates",
            Self::Jonas => "draws the workflows",
            Self::Tomas => "reads everything, moves nothing",
        }
    }

    /// What they hold. Mirela founds the workspace, which makes her owner and author.
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Mirela => &[
                "owner",
                "author",
                "release-manager",
                "service-owner",
                "incident-commander",
                "security-officer",
                "system-owner",
                "line-manager",
            ],
            Self::Ana => &[
                "release-manager",
                "incident-commander",
                "security-officer",
                "responder",
            ],
            Self::Jonas => &[
                "author",
                "release-manager",
                "service-owner",
                "incident-commander",
                "security-officer",
                "system-owner",
                "responder",
                "line-manager",
            ],
            Self::Tomas => &["auditor"],
        }
    }
}

/// A bot of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Machine {
    Deploy,
    Triage,
    Access,
    Oncall,
    Data,
}

impl Machine {
    pub const ALL: [Self; 5] = [
        Self::Deploy,
        Self::Triage,
        Self::Access,
        Self::Oncall,
        Self::Data,
    ];

    pub const fn handle(self) -> &'static str {
        match self {
            Self::Deploy => "deploy-bot",
            Self::Triage => "triage-bot",
            Self::Access => "access-bot",
            Self::Oncall => "oncall-bot",
            Self::Data => "data-bot",
        }
    }

    /// Who answers for it at first, and issues its token.
    pub const fn keeper(self) -> Role {
        match self {
            Self::Deploy | Self::Access | Self::Oncall | Self::Data => Role::Jonas,
            Self::Triage => Role::Ana,
        }
    }
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Person(Role),
    Bot(Machine),
}

impl From<Role> for Hand {
    fn from(person: Role) -> Self {
        Self::Person(person)
    }
}

impl From<Machine> for Hand {
    fn from(bot: Machine) -> Self {
        Self::Bot(bot)
    }
}

impl Hand {
    pub const fn handle(self) -> &'static str {
        match self {
            Self::Person(person) => person.handle(),
            Self::Bot(bot) => bot.handle(),
        }
    }
}
