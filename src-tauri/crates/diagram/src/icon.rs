//! The icons on a drawing. Their shapes are Lucide's (version 0.511, ISC licence, © Lucide Contributors; portions of Feather, MIT,
//! © Cole Bemis), on a grid of 24 by 24, kept as SVG data.

/// One of Lucide's icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Bot,
    User,
    Lock,
    Ban,
    Siren,
    Plus,
    Pencil,
    Minus,
    CircleCheck,
    Hourglass,
    CircleX,
}

impl Icon {
    /// Path data: rectangles and circles are written as paths.
    pub(crate) const fn data(self) -> &'static str {
        match self {
            Self::Bot => {
                "M12 8V4H8M6 8h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM2 14h2M20 14h2M15 13v2M9 13v2"
            }
            Self::User => {
                "M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M16 7a4 4 0 1 1-8 0a4 4 0 1 1 8 0z"
            }
            Self::Lock => {
                "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM7 11V7a5 5 0 0 1 10 0v4"
            }
            Self::Siren => {
                "M7 18v-6a5 5 0 1 1 10 0v6M5 21a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-1a2 2 0 0 0-2-2H7a2 2 0 0 0-2 2zM21 12h1M18.5 4.5L18 5M2 12h1M12 2v1M4.929 4.929l.707.707M12 12v6"
            }
            Self::Plus => "M5 12h14M12 5v14",
            Self::Pencil => {
                "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497zM15 5l4 4"
            }
            Self::Minus => "M5 12h14",
            Self::CircleCheck => "M22 12a10 10 0 1 1-20 0a10 10 0 1 1 20 0zM9 12l2 2l4-4",
            Self::Hourglass => {
                "M5 22h14M5 2h14M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2"
            }
            Self::CircleX => "M22 12a10 10 0 1 1-20 0a10 10 0 1 1 20 0zM15 9l-6 6M9 9l6 6",
            Self::Ban => "M22 12a10 10 0 1 1-20 0a10 10 0 1 1 20 0zM4.9 4.9l14.2 14.2",
        }
    }

    /// The class that gives its colour.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Bot => "ow-i ow-i-bot",
            Self::User => "ow-i ow-i-person",
            Self::Lock => "ow-i ow-i-gate",
            Self::Ban => "ow-i ow-i-nobody",
            Self::Siren => "ow-i ow-i-glass",
            Self::Plus => "ow-i ow-i-added",
            Self::Pencil => "ow-i ow-i-changed",
            Self::Minus => "ow-i ow-i-removed",
            Self::CircleCheck => "ow-i ow-i-green",
            Self::Hourglass => "ow-i ow-i-amber",
            Self::CircleX => "ow-i ow-i-red",
        }
    }
}
