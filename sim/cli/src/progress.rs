//! Progress of what takes longer than a second, on a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less is over before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

/// Time between two looks of somebody who waits.
const PAUSE: Duration = Duration::from_millis(100);

/// A line at the bottom of the terminal, there when it is worth it.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    told: Instant,
    shown: bool,
}

impl Progress {
    /// Something whose end nobody knows.
    pub(crate) fn endless() -> Progress {
        Progress::of(ProgressBar::no_length(), "{spinner} {msg}")
    }

    /// So many things, one after the other.
    pub(crate) fn counted(count: u64) -> Progress {
        Progress::of(ProgressBar::new(count), "{wide_bar} {pos}/{len} {msg}, {eta} left")
    }

    fn of(bar: ProgressBar, template: &str) -> Progress {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let began = Instant::now();
        Progress { bar, began, told: began, shown: false }
    }

    /// So far so good.
    pub(crate) fn tell(&mut self, done: u64, message: impl FnOnce() -> String) {
        let now = Instant::now();
        if now - self.told < PAUSE || now - self.began < PATIENCE {
            return;
        }
        self.told = now;
        if !self.shown {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(message());
        self.bar.set_position(done);
    }

    /// Prints something above the line.
    pub(crate) fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// It is over; the line goes.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
