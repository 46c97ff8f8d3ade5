//! Stories played on small rooms.
