//! Names of computers as callers write them, and what makes one malformed.

use std::fmt;

/// A computer name of the right form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComputerName {
    /// At most 15 characters, letters of any alphabet among them.
    NetBios(String),
    /// Labels with dots between, without the final dot.
    Dns(String),
    /// An IPv4 address.
    Address([u8; 4]),
}

/// The name is of neither form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedName;

impl fmt::Display for MalformedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a NetBIOS name nor a DNS name nor an IPv4 address")
    }
}

impl std::error::Error for MalformedName {}

const NETBIOS_UNITS_MAX: usize = 15;
const DNS_CHARS_MAX: usize = 255;
const LABEL_CHARS_MAX: usize = 63;

impl ComputerName {
    /// Reads a name, which may begin with exactly two backslashes. A name with a dot, or longer
    /// than 15 units, is a DNS name or an IPv4 address; any other is a NetBIOS name.
    ///
    /// # Errors
    /// When it is none of them; the empty name too, which only a caller's argument may be.
    pub fn parse(text: &str) -> Result<ComputerName, MalformedName> {
        let name = text.strip_prefix(r"\\").unwrap_or(text);
        let units: usize = name.chars().map(char::len_utf16).sum();
        if name.contains('.') || units > NETBIOS_UNITS_MAX {
            return address(name).or_else(|| dns(name)).ok_or(MalformedName);
        }
        let allowed = |c: char| !c.is_control() && !r#"\/:*?"<>|"#.contains(c);
        match !name.is_empty() && name.chars().all(allowed) {
            true => Ok(ComputerName::NetBios(name.to_owned())),
            false => Err(MalformedName),
        }
    }

    /// Whether it names a computer with these names; case does not matter.
    pub fn names(&self, netbios: &str, dns: Option<&str>, address: Option<[u8; 4]>) -> bool {
        match self {
            ComputerName::NetBios(name) => same(name, netbios),
            ComputerName::Dns(name) => {
                dns.is_some_and(|dns| same(name, dns.strip_suffix('.').unwrap_or(dns)))
            }
            ComputerName::Address(wanted) => address == Some(*wanted),
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || one.to_lowercase() == other.to_lowercase()
}

fn address(name: &str) -> Option<ComputerName> {
    let mut parts = name.split('.').map(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        (digits && part.len() <= 3).then(|| part.parse::<u8>().ok()).flatten()
    });
    let four = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(ComputerName::Address(four))
}

fn dns(name: &str) -> Option<ComputerName> {
    let bare = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        (1..=LABEL_CHARS_MAX).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let numeric = bare.split('.').all(|label| label.bytes().all(|b| b.is_ascii_digit()));
    let fits = name.len() <= DNS_CHARS_MAX && bare.split('.').all(label) && !numeric;
    fits.then(|| ComputerName::Dns(bare.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_form_has_its_rules() {
        use ComputerName::{Address, Dns, NetBios};
        let long = "a".repeat(63);
        let good = [
            ("BACKUP1", NetBios("BACKUP1".into())),
            (r"\\backup1", NetBios("backup1".into())),
            ("Sicherung-Süd", NetBios("Sicherung-Süd".into())),
            ("with blank", NetBios("with blank".into())),
            ("backup1.example.com.", Dns("backup1.example.com".into())),
            ("a-very-long-name-without-dot", Dns("a-very-long-name-without-dot".into())),
            (&long, Dns(long.clone())),
            ("192.168.0.1", Address([192, 168, 0, 1])),
        ];
        for (text, name) in good {
            assert_eq!(ComputerName::parse(text), Ok(name), "{text}");
        }
        let too_long = "a".repeat(64);
        let bad = [
            "",
            r"\\",
            r"\backup1",
            r"\\\backup1",
            "a/b",
            "a:b",
            "a*",
            "what?",
            "a\"b",
            "<a>",
            "a|b",
            "tab\there",
            "a..b",
            ".a",
            "-a.example",
            "a-.example",
            "ä.example.com",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "a.b..",
            too_long.as_str(),
        ];
        for text in bad {
            assert_eq!(ComputerName::parse(text), Err(MalformedName), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_backslashes_change_nothing(text: String) {
            let name = ComputerName::parse(&text);
            if !text.starts_with('\\') {
                prop_assert_eq!(ComputerName::parse(&format!(r"\\{text}")), name);
            }
        }

        #[test]
        fn case_does_not_matter(name in "[a-zA-Z][a-zA-Z0-9-]{0,14}") {
            let parsed = ComputerName::parse(&name).expect("a NetBIOS name");
            prop_assert!(parsed.names(&name.to_uppercase(), None, None));
            prop_assert!(parsed.names(&name.to_lowercase(), None, None));
        }
    }
}
