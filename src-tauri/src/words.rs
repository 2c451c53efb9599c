//! What the shell says outside of the window, in the tray, in notifications and before it quits. Names and titles come from
//! anywhere: they are shortened, and keep no character that hides or turns others.

use host::{Timers, Waiting, Waits};
use model::Span;

const TITLE_MAX: usize = 80;

/// `text` on one line, with nothing invisible in it.
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let shown = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !turns(*c));
    let mut short: String = shown.take(TITLE_MAX + 1).collect();
    if short.chars().count() > TITLE_MAX {
        short = short.chars().take(TITLE_MAX - 1).collect::<String>() + "…";
    }
    short
}

/// *deploy-bot asks to Deploy*, *Ana Kovač broke the glass: Deploy*.
pub fn what_waits(waiting: &Waiting) -> String {
    let (who, transition) = (plain(&waiting.who), plain(&waiting.transition));
    match waiting.what {
        Waits::Request(_) => format!("{who} asks to {transition}"),
        Waits::Review(_) => format!("{who} broke the glass: {transition}"),
    }
}

/// *PAY-22 Rotate the card-vault keys*.
pub fn about_what(waiting: &Waiting) -> String {
    let title = waiting.title.as_deref().map(plain).unwrap_or_default();
    format!("{} {title}", waiting.key).trim_end().to_owned()
}

/// *3 wait for you*, *Nothing waits for you*.
pub fn how_many(count: usize) -> String {
    match count {
        0 => "Nothing waits for you".to_owned(),
        1 => "1 waits for you".to_owned(),
        _ => format!("{count} wait for you"),
    }
}

/// What stops with the host, a sentence each.
pub fn stops(timers: &Timers) -> Vec<String> {
    let mut stops = Vec::new();
    let first = timers.first.map(|left| match left.as_seconds() {
        0 => "the first has run out".to_owned(),
        _ => format!("the first runs out in {}", in_words(left)),
    });
    if let Some(first) = first {
        stops.push(format!(
            "{} at gates. Nobody can decide meanwhile, and their time goes on: {first}. Expiries are recorded at the next start.",
            match timers.requests {
                1 => "1 request waits".to_owned(),
                n => format!("{n} requests wait"),
            }
        ));
    }
    if timers.anchors > 0 {
        stops.push(format!(
            "Checkpoints are kept in {} every {}: once more now, then not until the next start.",
            match timers.anchors {
                1 => "1 place".to_owned(),
                n => format!("{n} places"),
            },
            in_words(timers.anchored_every)
        ));
    }
    if let Some(address) = timers.bots {
        stops.push(format!(
            "Bots that call http://{address} get no answer, and nobody is told what starts to wait."
        ));
    }
    stops
}

/// The question before quitting, where only the system can ask it.
pub fn quit_question(because: Option<&str>, stops: &[String]) -> String {
    let because = because.map(str::to_owned).into_iter();
    let lines = because.chain(stops.iter().map(|stop| format!("• {stop}")));
    let mut lines: Vec<String> = lines.collect();
    lines.push("OK quits.".to_owned());
    lines.join("\n\n")
}

/// *1 h 35 min*: the two largest units.
fn in_words(span: Span) -> String {
    let seconds = span.as_seconds();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let at = units
        .iter()
        .position(|(unit, _)| seconds >= *unit)
        .unwrap_or(units.len() - 1);
    let (unit, name) = units[at];
    let whole = format!("{} {name}", seconds / unit);
    let next = units.get(at + 1).filter(|(_, name)| *name != "s");
    match next.map(|(next, name)| (seconds % unit / next, name)) {
        Some((rest, name)) if rest > 0 => format!("{whole} {rest} {name}"),
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::{how_many, in_words, plain, stops};
    use host::Timers;
    use model::Span;

    #[test]
    fn quitting_says_which_timers_stop() {
        let timers = Timers {
            requests: 3,
            first: Some(Span::seconds(5_700)),
            anchors: 1,
            anchored_every: Span::seconds(900),
            bots: Some(([127, 0, 0, 1], 4173).into()),
        };
        assert_eq!(
            stops(&timers),
            [
                "3 requests wait at gates. Nobody can decide meanwhile, and their time goes on: the first runs out in 1 h 35 min. Expiries are recorded at the next start.",
                "Checkpoints are kept in 1 place every 15 min: once more now, then not until the next start.",
                "Bots that call http://127.0.0.1:4173 get no answer, and nobody is told what starts to wait.",
            ]
        );
        let idle = Timers {
            requests: 0,
            first: None,
            anchors: 0,
            bots: None,
            ..timers
        };
        assert!(stops(&idle).is_empty());
    }

    #[test]
    fn spans_are_told_in_their_two_largest_units() {
        for (seconds, words) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (119, "1 min"),
            (3_660, "1 h 1 min"),
            (86_400, "1 d"),
            (187_200, "2 d 4 h"),
        ] {
            assert_eq!(in_words(Span::seconds(seconds)), words);
        }
    }

    #[test]
    fn a_title_cannot_turn_or_hide_what_stands_beside_it() {
        assert_eq!(plain("Pay\n\u{202e}evil\u{200b}"), "Pay evil");
        let long = plain(&"ä".repeat(500));
        assert!(long.chars().count() == 80 && long.ends_with('…'));
        assert_eq!(how_many(1), "1 waits for you");
    }
}
