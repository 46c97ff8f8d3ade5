//! What the benches share: nothing yet.
