//! Which programs of the system are there, for tests that use them.

/// Whether programs are there. Where one is not, the story is skipped and says so; with
/// `PROGRAMS=required` it fails.
pub(crate) fn has(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|at| at.join(name).exists());
    let missing: Vec<_> = programs.iter().filter(|name| !is_there(name)).collect();
    let required = std::env::var_os("PROGRAMS").is_some_and(|value| value == "required");
    assert!(missing.is_empty() || !required, "not installed: {missing:?}");
    if !missing.is_empty() {
        eprintln!("skipped: {missing:?} are not installed");
    }
    missing.is_empty()
}
