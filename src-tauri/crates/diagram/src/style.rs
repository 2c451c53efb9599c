//! One source for a drawing's colours and strokes: rules on the window's tokens for a page, the same rules with the tokens' values for a
//! file of its own.

/// The rules, on tokens.
const RULES: &str = include_str!("diagram.css");

/// The tokens that the rules use: name, light, dark. The window's own values; a test holds them together.
const TOKENS: [(&str, &str, &str); 21] = [
    ("raised", "#ffffff", "#1d1f23"),
    ("canvas", "#f7f8fa", "#111215"),
    ("control", "#888c95", "#70757e"),
    ("text", "#1b1e25", "#ebedef"),
    ("text-2", "#474c55", "#b6b9bf"),
    ("text-3", "#60656e", "#969aa1"),
    ("ink", "#1b1e25", "#ebedef"),
    ("on-ink", "#fbfcfd", "#141619"),
    ("bot", "#6e3fd1", "#bca5fd"),
    ("bot-line", "#7b53dd", "#a389f5"),
    ("person", "#046a77", "#6bd0d6"),
    ("person-line", "#017a87", "#28b9c4"),
    ("gate", "#8b5308", "#f2be62"),
    ("gate-line", "#c87306", "#eea230"),
    ("gate-tint", "#fff2d2", "#38260c"),
    ("moved-line", "#1a8a4c", "#3fbc77"),
    ("moved-tint", "#e1f7e7", "#122e1f"),
    ("refusal-line", "#d73025", "#f56056"),
    ("refusal-tint", "#ffecea", "#431d1b"),
    ("glass", "#a70d54", "#f793b2"),
    ("glass-line", "#be0c60", "#ec5a8c"),
];

/// The rules for a page that shows drawings of [`Style::Page`](crate::Style::Page); they ask for the window's tokens.
pub fn stylesheet() -> &'static str {
    RULES
}

/// The rules with values in them, light and, where the reader prefers it, dark.
pub(crate) fn alone() -> String {
    let with = |pick: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        let rules = TOKENS.iter().fold(RULES.to_owned(), |rules, token| {
            rules.replace(&format!("var(--{})", token.0), pick(token))
        });
        rules
            .lines()
            .filter(|l| !l.starts_with("/*"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    format!(
        "{}\n@media (prefers-color-scheme: dark) {{\n{}\n}}",
        with(|t| t.1),
        with(|t| t.2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_its_own_needs_no_token() {
        let rules = alone();
        assert!(!rules.contains("var("), "{rules}");
        assert!(rules.contains("#017a87") && rules.contains("#28b9c4"));
    }

    #[test]
    fn the_colours_are_the_windows() {
        let tokens = include_str!("../../../../ui/src/lib/style/tokens.css");
        for (name, light, dark) in TOKENS {
            let line = format!("--{name}: light-dark({light}, {dark});");
            assert!(tokens.contains(&line), "tokens.css says otherwise: {line}");
        }
    }
}
