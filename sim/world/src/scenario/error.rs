//! What is wrong with a scenario: each mistake with its place, drawn for people or as JSON.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::place::Place;

/// More mistakes than anybody wants to read at once.
pub(super) const MISTAKES_MAX: usize = 50;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file; empty for a scenario that a program built.
    pub file: String,
    /// Line, from 1; 0 when there is none.
    pub line: u32,
    /// Column in characters, from 1; 0 when there is none.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What would be right, in a few words; may be empty.
    pub expected: String,
    /// What to do, above all the nearest name that exists; may be empty.
    pub help: String,
    /// The stretch of the text.
    #[serde(skip)]
    pub(super) place: Option<Place>,
    /// A name that must not stand in a part that was left out, for this to be certain.
    #[serde(skip)]
    pub(super) unless: Option<String>,
}

impl Diagnostic {
    /// A mistake at a place.
    pub(super) fn at(place: Option<Place>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            file: String::new(),
            line: place.map_or(0, |place| place.line),
            column: place.map_or(0, |place| place.column),
            message: message.into(),
            expected: String::new(),
            help: String::new(),
            place,
            unless: None,
        }
    }

    /// The same, with what would be right.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Diagnostic {
        self.expected = expected.into();
        self
    }

    /// The same, certain only when no part that was left out speaks of the name.
    pub(super) fn unless_left_out(mut self, name: impl Into<String>) -> Diagnostic {
        self.unless = Some(name.into());
        self
    }

    /// The same, with what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = help.into();
        self
    }
}

/// Everything that is wrong with a scenario, in the order of the file.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioError {
    /// The mistakes, at least one, as many as anybody wants to read.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more there are.
    pub left_out: usize,
    /// The text, to show the lines.
    #[serde(skip)]
    text: String,
}

impl ScenarioError {
    /// The error of these mistakes.
    pub(super) fn new(file: &str, text: &str, mut diagnostics: Vec<Diagnostic>) -> ScenarioError {
        for diagnostic in &mut diagnostics {
            diagnostic.file = file.to_owned();
        }
        diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
        // Something behind an alias is read as often as it is used.
        diagnostics.dedup();
        let left_out = diagnostics.len().saturating_sub(MISTAKES_MAX);
        diagnostics.truncate(MISTAKES_MAX);
        ScenarioError { diagnostics, left_out, text: text.to_owned() }
    }

    /// As people read it; with colours for a terminal.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        let drawn = self.diagnostics.iter().map(|diagnostic| self.draw(&renderer, diagnostic));
        let more = (self.left_out > 0).then(|| format!("and {} mistakes more", self.left_out));
        drawn.chain(more).collect::<Vec<_>>().join("\n\n")
    }

    fn draw(&self, renderer: &Renderer, diagnostic: &Diagnostic) -> String {
        let title = Level::ERROR.primary_title(diagnostic.message.as_str());
        let mut group = match diagnostic.place {
            None => Group::with_title(title),
            Some(place) => {
                let start = self.text.floor_char_boundary(place.offset as usize);
                let end = (place.offset as usize).saturating_add(place.bytes as usize);
                let end = self.text.ceil_char_boundary(end.max(start));
                let mark = AnnotationKind::Primary.span(start..end);
                let snippet = Snippet::source(self.text.as_str()).path(diagnostic.file.as_str());
                title.element(snippet.annotation(mark.label(diagnostic.expected.as_str())))
            }
        };
        if diagnostic.place.is_none() && !diagnostic.expected.is_empty() {
            group = group.element(Level::NOTE.message(diagnostic.expected.as_str()));
        }
        if !diagnostic.help.is_empty() {
            group = group.element(Level::HELP.message(diagnostic.help.as_str()));
        }
        renderer.render(&[group]).to_string()
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for ScenarioError {}
