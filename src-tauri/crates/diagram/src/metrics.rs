//! How large things are: the widths of Inter's letters, and the measures of the two sizes of a drawing.

use model::workflow::State;

use crate::{
    Size,
    label::{ICON, ICON_GAP},
};

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// Names of states at full size: 13 px, weight 600.
    Name,
    /// Names of states at small size: 11 px, weight 600.
    SmallName,
    /// Names of transitions: 12 px, weight 500.
    Label,
    /// What a gate asks for: 12 px, weight 600.
    Pill,
}

/// The width of `text` in pixels.
pub(crate) fn width(text: &str, face: Face) -> f64 {
    let (size, table) = match face {
        Face::Name => (13.0, &SEMIBOLD),
        Face::SmallName => (11.0, &SEMIBOLD),
        Face::Label => (12.0, &MEDIUM),
        Face::Pill => (12.0, &SEMIBOLD),
    };
    let thousandths: u32 = text.chars().map(|c| advance(c, table)).sum();
    f64::from(thousandths) * size / 1000.0
}

fn advance(c: char, table: &[[u16; 96]; 2]) -> u32 {
    match c as u32 {
        code @ 0x20..=0x7F => u32::from(table[0][code as usize - 0x20]),
        code @ 0xA0..=0xFF => u32::from(table[1][code as usize - 0xA0]),
        0x2026 => 960,
        0x0300..=0x036F => 0,
        // Ideographs, kana, Hangul and pictures fill a square.
        0x1100..=0x11FF | 0x2E80..=0xD7AF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 => {
            1000
        }
        0x1F000.. => 1300,
        _ => 720,
    }
}

/// The measures of one size.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// Height of a box.
    pub box_h: f64,
    /// The least width of a box.
    pub box_w: f64,
    /// Room left and right of a name, together.
    pub name_pad: f64,
    /// How names are set.
    pub name: Face,
    /// Between boxes that stand in one column.
    pub gap_y: f64,
    /// The least room between a box and whatever stands in the next column.
    pub gap_x: f64,
    /// The height of the lowest lane over a box, and from lane to lane.
    pub lane: (f64, f64),
    /// Width and height of a self-loop.
    pub turn: (f64, f64),
    /// Between neighbouring ends of edges on one side of a box.
    pub port: f64,
    /// The head of an edge: length and half its width.
    pub head: (f64, f64),
}

impl Metrics {
    pub(crate) const fn of(size: Size) -> &'static Self {
        match size {
            Size::Full => &Self {
                box_h: 44.0,
                box_w: 120.0,
                name_pad: 36.0,
                name: Face::Name,
                gap_y: 30.0,
                gap_x: 30.0,
                lane: (30.0, 16.0),
                turn: (42.0, 38.0),
                port: 12.0,
                head: (10.0, 4.5),
            },
            Size::Small => &Self {
                box_h: 26.0,
                box_w: 44.0,
                name_pad: 22.0,
                name: Face::SmallName,
                gap_y: 18.0,
                gap_x: 18.0,
                lane: (16.0, 10.0),
                turn: (22.0, 18.0),
                port: 7.0,
                head: (7.0, 3.5),
            },
        }
    }

    /// How wide the box of a state is that has so many self-loops.
    pub(crate) fn box_width(&self, state: &State, loops: usize) -> f64 {
        let sign = state.colour.map_or(0.0, |_| ICON + ICON_GAP);
        let room = match loops {
            0 | 1 => 0.0,
            n => n as f64 * (self.turn.0 + 8.0) + 16.0,
        };
        (width(state.name.as_str(), self.name) + sign + self.name_pad)
            .max(self.box_w)
            .max(room)
            .ceil()
    }
}

// Advances in thousandths of the size, of Inter 4 (OFL-1.1): U+0020 to U+007F, then U+00A0 to U+00FF.
const MEDIUM: [[u16; 96]; 2] = [
    [
        267, 304, 494, 639, 646, 993, 653, 313, 369, 369, 521, 667, 303, 462, 303, 370, 646, 415,
        616, 627, 656, 603, 630, 571, 629, 630, 303, 315, 667, 667, 667, 527, 982, 709, 657, 733,
        722, 603, 589, 748, 745, 272, 575, 688, 565, 913, 756, 767, 642, 769, 648, 646, 653, 740,
        709, 1003, 701, 696, 641, 369, 370, 369, 477, 463, 337, 568, 618, 577, 618, 587, 379, 620,
        602, 252, 252, 559, 252, 888, 602, 604, 618, 618, 387, 539, 340, 602, 575, 829, 557, 575,
        559, 440, 346, 440, 667, 600,
    ],
    [
        267, 304, 577, 620, 737, 557, 293, 568, 602, 914, 457, 608, 667, 600, 665, 465, 457, 667,
        448, 455, 337, 600, 601, 303, 300, 314, 485, 608, 817, 858, 895, 527, 709, 709, 709, 709,
        709, 709, 1003, 733, 603, 603, 603, 603, 272, 272, 272, 272, 743, 756, 767, 767, 767, 767,
        767, 667, 767, 740, 740, 740, 740, 696, 647, 630, 568, 568, 568, 568, 568, 568, 915, 577,
        587, 587, 587, 587, 252, 252, 252, 252, 588, 602, 604, 604, 604, 604, 604, 667, 604, 602,
        602, 602, 602, 575, 618, 575,
    ],
];
const SEMIBOLD: [[u16; 96]; 2] = [
    [
        252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423,
        623, 636, 666, 612, 640, 576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737,
        722, 605, 588, 749, 746, 277, 580, 703, 565, 922, 759, 769, 645, 773, 652, 650, 660, 736,
        728, 1020, 720, 713, 652, 373, 379, 373, 481, 469, 351, 574, 624, 583, 624, 591, 389, 625,
        612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839, 569, 588,
        566, 455, 359, 455, 673, 600,
    ],
    [
        252, 321, 583, 629, 749, 563, 316, 568, 612, 914, 460, 634, 673, 600, 664, 452, 458, 673,
        454, 463, 351, 614, 600, 319, 332, 324, 487, 634, 831, 870, 907, 543, 728, 728, 728, 728,
        728, 728, 1013, 737, 605, 605, 605, 605, 277, 277, 277, 277, 751, 759, 769, 769, 769, 769,
        769, 673, 769, 736, 736, 736, 736, 713, 658, 644, 574, 574, 574, 574, 574, 574, 913, 583,
        591, 591, 591, 591, 262, 262, 262, 262, 594, 612, 609, 609, 609, 609, 609, 673, 609, 612,
        612, 612, 612, 588, 624, 588,
    ],
];
