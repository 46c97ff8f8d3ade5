//! What the program is linked from.

use std::process::Command;

#[test]
fn the_program_stands_in_front_of_no_call_of_the_c_library() {
    let told = Command::new("nm").arg(env!("CARGO_BIN_EXE_rsm")).output().expect("nm");
    let symbols = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(symbols.lines().any(|line| line.ends_with(" T main")), "symbols are there");
    let defined = |line: &&str| {
        let name = line.rsplit_once(" T ").or_else(|| line.rsplit_once(" t ")).map(|(_, n)| n);
        name.is_some_and(|name| ["open", "open64", "read", "close", "ioctl"].contains(&name))
    };
    let found: Vec<&str> = symbols.lines().filter(defined).collect();
    assert!(found.is_empty(), "{found:?}");
}
