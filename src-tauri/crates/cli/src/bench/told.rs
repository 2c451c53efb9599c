//! What is told of a bench: a table line by line, or all of it as JSON.

use std::io::{IsTerminal, Write, stderr, stdout};

use host::bench::{Figures, Weight};
use serde_json::{Value, json};

use super::{memory, mix};
use crate::failure::Failure;

const HEADINGS: &str =
    "bench              clients    entries  entries/s     bare/s  ratio    p50 ms    p99 ms";

/// What one measurement came to.
pub enum Line {
    /// Rates and waits.
    Figures(Figures),
    /// Bytes on disk.
    Weight(Weight),
    /// Bytes in memory.
    Memory {
        /// While so many entries were checked.
        entries: u64,
        /// At most.
        peak: Option<u64>,
    },
}

/// What is told.
pub struct Told {
    json: bool,
    only: Vec<String>,
    lines: Vec<Line>,
}

impl Told {
    /// Nothing yet; as JSON or as a table, of `only` these, or of all.
    pub const fn new(json: bool, only: Vec<String>) -> Self {
        Self {
            json,
            only,
            lines: Vec::new(),
        }
    }

    /// Whether this one is asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// What has been told so far.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Says on the error stream, to somebody who looks, what is measured now.
    pub fn begins(&self, name: &str, clients: usize) {
        if stderr().is_terminal() {
            // Where nobody can read it, there is nobody to tell.
            drop(write!(stderr(), "\r\x1b[2K{name}, {clients} at once …\r"));
        }
    }

    /// Tells what came of a measurement.
    pub fn figures(&mut self, figures: Figures) -> Result<(), Failure> {
        self.tell(Line::Figures(figures))
    }

    /// Tells how heavy a log is.
    pub fn weight(&mut self, weight: Weight) -> Result<(), Failure> {
        self.tell(Line::Weight(weight))
    }

    /// Tells how much memory checking took.
    pub fn memory(&mut self, entries: u64, peak: Option<u64>) -> Result<(), Failure> {
        self.tell(Line::Memory { entries, peak })
    }

    fn tell(&mut self, line: Line) -> Result<(), Failure> {
        if stderr().is_terminal() {
            drop(write!(stderr(), "\r\x1b[2K"));
        }
        if !self.json {
            if self.lines.is_empty() {
                writeln!(stdout(), "{HEADINGS}").map_err(Failure::Output)?;
            }
            writeln!(stdout(), "{}", row(&line)).map_err(Failure::Output)?;
        }
        self.lines.push(line);
        Ok(())
    }

    /// The list, where JSON was asked for.
    pub fn ends(&self) -> Result<(), Failure> {
        if self.json {
            let list: Vec<Value> = self.lines.iter().map(as_json).collect();
            writeln!(stdout(), "{:#}", Value::from(list)).map_err(Failure::Output)?;
        }
        Ok(())
    }
}

fn row(line: &Line) -> String {
    match line {
        Line::Figures(f) => format!(
            "{:<18} {:>7} {:>10} {:>10.0} {:>10.0} {:>6.2} {:>9.2} {:>9.2}",
            f.name,
            f.clients,
            f.entries,
            f.per_s(),
            f.bare_per_s(),
            f.ratio(),
            f.wait_ms(50),
            f.wait_ms(99),
        ),
        Line::Weight(w) => {
            let each = |bytes: u64| bytes as f64 / w.entries.max(1) as f64;
            format!(
                "{:<18} {:>7} {:>10}  {:.0} bytes an entry: log {:.0}, tiles {:.0}, tables {:.0}; apart from that texts {:.0}, the rest {:.0}",
                mix::DISK,
                1,
                w.entries,
                w.per_entry(),
                each(w.log),
                each(w.tiles),
                each(w.projections),
                each(w.texts),
                each(w.rest),
            )
        }
        Line::Memory { entries, peak } => {
            let most = peak.map_or("unknown".to_owned(), |peak| {
                format!("{:.1} MiB at most", peak as f64 / 1_048_576.0)
            });
            format!("{:<18} {:>7} {:>10}  {most}", memory::NAME, 1, entries)
        }
    }
}

fn as_json(line: &Line) -> Value {
    match line {
        Line::Figures(f) => json!({
            "name": f.name, "clients": f.clients, "entries": f.entries,
            "per_s": round(f.per_s()), "bare_per_s": round(f.bare_per_s()), "ratio": round(f.ratio()),
            "p50_ms": round(f.wait_ms(50)), "p99_ms": round(f.wait_ms(99)),
        }),
        Line::Weight(w) => {
            let each = |bytes: u64| round(bytes as f64 / w.entries.max(1) as f64);
            let mut line = without_rates(mix::DISK, w.entries);
            line["bytes_per_entry"] = json!({
                "log": each(w.log), "tiles": each(w.tiles), "projections": each(w.projections),
                "sum": round(w.per_entry()), "texts": each(w.texts), "rest": each(w.rest),
            });
            line
        }
        Line::Memory { entries, peak } => {
            let mut line = without_rates(memory::NAME, *entries);
            line["peak_bytes"] = json!(peak);
            line
        }
    }
}

/// The same keys for what has no rate.
fn without_rates(name: &str, entries: u64) -> Value {
    json!({
        "name": name, "clients": 1, "entries": entries, "per_s": null, "bare_per_s": null,
        "ratio": null, "p50_ms": null, "p99_ms": null,
    })
}

/// To a thousandth: more is noise.
fn round(figure: f64) -> f64 {
    (figure * 1_000.0).round() / 1_000.0
}
