//! Reads the arguments of a verb, in the letters of the Windows tool or as long options, by the
//! table.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use ntmsapi::Guid;

use super::help;
use super::table::{Switch, Takes, Verb};

/// How an object is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    Id(Guid),
    Name(String),
}

/// What was given with a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Flag,
    Text(String),
    Number(u32),
    Guid(Guid),
    Words(Vec<&'static str>),
    Object(Reference),
}

/// The arguments of a call, which fit the verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Given {
    values: BTreeMap<&'static str, Value>,
    /// The answer is wanted as JSON.
    pub(crate) json: bool,
    /// Only the help is wanted.
    pub(crate) help: bool,
    /// Where the service is.
    pub(crate) door: Option<PathBuf>,
}

impl Given {
    pub(crate) fn has(&self, letters: &str) -> bool {
        self.values.contains_key(letters)
    }

    pub(crate) fn text(&self, letters: &str) -> Option<&str> {
        match self.values.get(letters) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, letters: &str) -> Option<u32> {
        match self.values.get(letters) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn guid(&self, letters: &str) -> Option<Guid> {
        match self.values.get(letters) {
            Some(Value::Guid(guid)) => Some(*guid),
            _ => None,
        }
    }

    /// The words of a switch; none when it is absent.
    pub(crate) fn words(&self, letters: &str) -> &[&'static str] {
        match self.values.get(letters) {
            Some(Value::Words(words)) => words,
            _ => &[],
        }
    }

    /// The word of a switch that takes one.
    pub(crate) fn word(&self, letters: &str) -> Option<&'static str> {
        self.words(letters).first().copied()
    }

    pub(crate) fn object(&self, letters: &str) -> Option<&Reference> {
        match self.values.get(letters) {
            Some(Value::Object(reference)) => Some(reference),
            _ => None,
        }
    }
}

/// Reads what stands behind the verb.
///
/// # Errors
/// What is wrong, in words, without the name of the verb.
pub(crate) fn parse(verb: &Verb, arguments: &[OsString]) -> Result<Given, String> {
    let mut given = Given::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let argument = text_of(argument)?;
        if ["/?", "-?", "/h", "-h", "--help"].contains(&argument.to_ascii_lowercase().as_str()) {
            given.help = true;
            return Ok(given);
        }
        let mut next = || rest.next().map(text_of).transpose();
        if let Some(long) = argument.strip_prefix("--") {
            read_long(verb, &mut given, long, &mut next)?;
        } else if let Some(letters) = argument.strip_prefix(['/', '-']) {
            read_letters(verb, &mut given, argument, letters)?;
        } else {
            return Err(format!(
                "`{argument}` is no switch; a value follows its switch without a blank, names \
                 with blanks in quotes"
            ));
        }
    }
    check(verb, &given)?;
    Ok(given)
}

fn text_of(argument: &OsString) -> Result<&str, String> {
    let lossy = || format!("`{}` is no text in UTF-8", argument.to_string_lossy());
    argument.to_str().ok_or_else(lossy)
}

/// How the value of an object is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Id,
    Name,
    /// A GUID where it looks like one, else a name.
    Either,
    Plain,
}

/// Every form of a switch in letters, with what it says of the value.
pub(super) fn forms(switch: &Switch) -> Vec<(String, Form)> {
    let with = |ending: &str| format!("{}{ending}", switch.letters);
    match switch.takes {
        Takes::Object(..) => vec![(with("g"), Form::Id), (with("f"), Form::Name)],
        Takes::ObjectById(..) => vec![(with("g"), Form::Id)],
        _ => vec![(with(""), Form::Plain)],
    }
}

/// A switch in letters. None of a verb begins another, so that the first that fits is meant.
fn read_letters(
    verb: &Verb,
    given: &mut Given,
    argument: &str,
    letters: &str,
) -> Result<(), String> {
    let all = verb.switches.iter();
    let mut all = all
        .flat_map(|switch| forms(switch).into_iter().map(move |(name, form)| (switch, name, form)));
    let fits = |(switch, name, _): &(&Switch, String, Form)| {
        let start = letters.get(..name.len());
        // A flag is the whole argument.
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
            && (switch.takes != Takes::Nothing || name.len() == letters.len())
    };
    let Some((switch, name, form)) = all.find(fits) else {
        return Err(unknown(verb, argument));
    };
    let length = name.len();
    let (shown, value) = argument.split_at(argument.len() - letters.len() + length);
    // Quotes that no shell took off.
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let value = bare.unwrap_or(value);
    if value.is_empty() && switch.takes != Takes::Nothing {
        let wants = help::placeholder(switch);
        return Err(format!("{shown} wants {wants} right behind it, without a blank"));
    }
    keep(given, switch, shown, form, value)
}

/// A long option; its value follows `=` or is the next argument.
fn read_long<'a>(
    verb: &Verb,
    given: &mut Given,
    long: &'a str,
    next: &mut dyn FnMut() -> Result<Option<&'a str>, String>,
) -> Result<(), String> {
    let (name, joined) = match long.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (long, None),
    };
    let shown = format!("--{name}");
    let mut value = || match joined {
        Some(value) => Ok(value),
        None => next()?.ok_or_else(|| format!("{shown} wants a value behind it")),
    };
    match (name, joined) {
        ("json", None) => {
            given.json = true;
            return Ok(());
        }
        ("door", _) => {
            given.door = Some(PathBuf::from(value()?));
            return Ok(());
        }
        _ => {}
    }
    for switch in verb.switches {
        let is_object = matches!(switch.takes, Takes::Object(..) | Takes::ObjectById(..));
        let form = match name.strip_prefix(switch.long) {
            Some("") if is_object => Form::Either,
            Some("") => Form::Plain,
            Some("-id") if is_object => Form::Id,
            _ => continue,
        };
        return match (switch.takes, joined) {
            (Takes::Nothing, None) => keep(given, switch, &shown, form, ""),
            (Takes::Nothing, Some(_)) => Err(format!("{shown} takes no value")),
            _ => keep(given, switch, &shown, form, value()?),
        };
    }
    Err(unknown(verb, &shown))
}

fn unknown(verb: &Verb, argument: &str) -> String {
    let all: Vec<String> = verb.switches.iter().map(help::letters).collect();
    format!("{argument} is no switch of this verb, which has {}", all.join(", "))
}

/// Reads a value and keeps it.
fn keep(
    given: &mut Given,
    switch: &'static Switch,
    shown: &str,
    form: Form,
    value: &str,
) -> Result<(), String> {
    let value = match switch.takes {
        Takes::Nothing => Value::Flag,
        Takes::Text(_) => Value::Text(value.to_owned()),
        Takes::Number(of) => Value::Number(
            value
                .parse()
                .map_err(|_| format!("{shown} wants a whole number ({of}), not `{value}`"))?,
        ),
        Takes::Guid(_) => Value::Guid(guid(shown, value)?),
        Takes::Word(words) | Takes::Words(words) => {
            let word =
                words.iter().find(|word| word.eq_ignore_ascii_case(value)).ok_or_else(|| {
                    format!("{shown} wants one of {}, not `{value}`", words.join(", "))
                })?;
            Value::Words(vec![word])
        }
        Takes::Object(..) | Takes::ObjectById(..) => Value::Object(match form {
            Form::Id => Reference::Id(guid(shown, value)?),
            Form::Name | Form::Plain => Reference::Name(value.to_owned()),
            Form::Either => match read_guid(value) {
                Some(id) => Reference::Id(id),
                None => Reference::Name(value.to_owned()),
            },
        }),
    };
    match (given.values.get_mut(switch.letters), value) {
        (None, value) => {
            given.values.insert(switch.letters, value);
        }
        (Some(Value::Words(words)), Value::Words(more))
            if matches!(switch.takes, Takes::Words(_)) =>
        {
            words.extend(more);
        }
        (Some(Value::Object(_)), _) => {
            return Err(format!("{shown}: an object is named once, by GUID or by name"));
        }
        (Some(_), _) => return Err(format!("{shown} is there twice")),
    }
    Ok(())
}

fn guid(shown: &str, value: &str) -> Result<Guid, String> {
    read_guid(value).ok_or_else(|| {
        format!(
            "{shown} wants a GUID, which is 32 hexadecimal digits, with or without dashes and \
             braces, not `{value}`"
        )
    })
}

/// A GUID: 32 digits in the order of the dashed text, or the dashed text, braced or not.
pub(crate) fn read_guid(value: &str) -> Option<Guid> {
    let braced = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
    let bare = braced.unwrap_or(value);
    if bare.len() == 32 && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return u128::from_str_radix(bare, 16).ok().map(Guid::from_u128);
    }
    value.parse().ok()
}

/// Whether what must be there is, and the object is named in one of the ways.
fn check(verb: &Verb, given: &Given) -> Result<(), String> {
    for switch in verb.switches {
        if switch.is_needed && !given.has(switch.letters) {
            return Err(format!("{} is missing", help::form(switch)));
        }
    }
    let ways = || verb.ways.iter().chain(verb.also);
    let mentioned = |letters: &&str| ways().any(|way| way.contains(letters));
    let all = verb.switches.iter().map(|switch| switch.letters);
    let named: Vec<&str> = all.filter(mentioned).filter(|letters| given.has(letters)).collect();
    let is = |way: &&[&str]| {
        way.len() == named.len() && way.iter().all(|letters| named.contains(letters))
    };
    if ways().any(is) || (named.is_empty() && verb.may_have_none) {
        return Ok(());
    }
    Err(format!("the object is to be named in one of these ways: {}", help::ways(verb)))
}
