//! The header for programs in C and C++, in the hands of compilers: it has no warning, its
//! structures lie as the layouts say, its functions and numbers are those of the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use wire::ntms::layout::{Form, Kind, LAYOUTS, Layout};
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::*;
use wire::ntms::operation::*;
use wire::ntms::option::*;
use wire::ntms::state::*;
use wire::ntms::{Function, NtmsError, limit};

const C: [&str; 2] = ["gcc", "-std=c11"];
const CPP: [&str; 2] = ["g++", "-std=c++17"];
const WINDOWS: [&str; 2] = ["x86_64-w64-mingw32-gcc", "-std=c11"];

/// The public header that the Windows compiler brings along, as it comes.
const PUBLIC: &str = "#define _WIN32_WINNT 0x0600\n#include <windows.h>\n#include <winioctl.h>\n\
    #include <ntmsapi.h>\n#include <ntmsmli.h>\n#include <stddef.h>\n";

/// Ours.
const OURS: &str = "#include \"ntmsapi.h\"\n#include \"ntmsmli.h\"\n#include <stddef.h>\n";

fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include")
}

/// Gives a compiler a program; with our header, warnings are errors. Each test names its files.
fn compile([compiler, standard]: [&str; 2], name: &str, text: &str, more: &[&str]) {
    let extension = if compiler == CPP[0] { "cpp" } else { "c" };
    let file = format!("{}/{name}.{extension}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, text).expect("a folder for tests");
    let mut command = Command::new(compiler);
    command.args([standard, "-fsyntax-only", &file]).args(more);
    if !text.starts_with(PUBLIC) {
        command.args(["-Wall", "-Wextra", "-pedantic", "-Werror", "-I"]).arg(include());
    }
    let output = command.output().unwrap_or_else(|error| {
        panic!("{compiler}: {error}. Install it; .ci/run and .ci/full say which package has it")
    });
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{compiler} {more:?} on {file}:\n{told}");
}

fn read(name: &str) -> String {
    std::fs::read_to_string(include().join(name)).expect("a header")
}

/// The header without its comments.
fn code(name: &str) -> String {
    let text = read(name);
    let parts = text.split("/*").enumerate();
    let after = |part: &str| part.split_once("*/").expect("a comment ends").1.to_owned();
    parts.map(|(index, part)| if index == 0 { part.to_owned() } else { after(part) }).collect()
}

const HEADERS: [&str; 8] = [
    "ntmsapi.h",
    "ntmsmli.h",
    "ntmsapi/base.h",
    "ntmsapi/constant.h",
    "ntmsapi/error.h",
    "ntmsapi/first_version.h",
    "ntmsapi/media_type.h",
    "ntmsapi/structure.h",
];

#[test]
fn each_header_stands_alone_without_a_warning_in_c_and_cpp() {
    for language in [C, CPP] {
        for header in HEADERS {
            for more in [&[][..], &["-DUNICODE", "-DNTMS_WIN32_LAST_ERROR"]] {
                let text = format!("#include \"{header}\"\n#include \"{header}\"\nint ntms_;\n");
                compile(language, &format!("alone-{}", header.replace('/', "-")), &text, more);
            }
        }
    }
}

#[test]
fn old_and_new_compilers_take_it() {
    let table = [
        ("gcc", &["c89", "gnu89", "c99", "c11", "gnu17", "c2x"][..]),
        ("g++", &["c++98", "gnu++98", "c++11", "c++14", "gnu++17", "c++20"]),
    ];
    for (compiler, standards) in table {
        for standard in standards {
            let name = format!("standard-{}", standard.replace('+', "p"));
            compile([compiler, &format!("-std={standard}")], &name, OURS, &[]);
        }
    }
}

#[test]
fn a_program_may_bring_types_and_media_names_of_its_own() {
    let types = "#include <stdint.h>\n#include <uchar.h>\n#include <stdbool.h>\n\
        typedef char16_t WCHAR; typedef WCHAR *LPWSTR; typedef const WCHAR *LPCWSTR;\n\
        typedef char CHAR; typedef char *LPSTR; typedef const char *LPCSTR; typedef void *LPVOID;\n\
        typedef unsigned char BYTE; typedef uint16_t WORD; typedef uint32_t DWORD, *LPDWORD;\n\
        typedef int BOOL, WINBOOL; typedef void *HANDLE, **LPHANDLE, *HWND;\n\
        typedef uintptr_t ULONG_PTR; typedef union { int64_t QuadPart; } LARGE_INTEGER;\n\
        typedef struct { DWORD a; WORD b, c; BYTE d[8]; } GUID, *LPGUID;\n\
        typedef struct { WORD a[8]; } SYSTEMTIME;\n\
        typedef void *PSECURITY_DESCRIPTOR; typedef DWORD SECURITY_INFORMATION;\n\
        typedef struct { DWORD a; } *LPSECURITY_ATTRIBUTES;\n\
        #define WINAPI\n#define DLT 1\n";
    let defines = "#define NTMS_NO_WIN32_TYPES\n#define NTMS_NO_MEDIA_TYPES\n";
    compile(C, "own-types", &format!("{defines}{types}{OURS}{}", asserted_layouts(|_| true)), &[]);
}

/// What a compiler has to find true of each structure.
fn asserted_layouts(of: impl Fn(&Layout) -> bool) -> String {
    let mut text = String::from(
        "#ifdef __cplusplus\n#define A(x) static_assert(x, #x);\n#define ALIGN alignof\n#else\n\
         #define A(x) _Static_assert(x, #x);\n#define ALIGN _Alignof\n#endif\n",
    );
    for layout in LAYOUTS.iter().filter(|layout| of(layout)) {
        let Layout { name, size, align, fields, .. } = layout;
        writeln!(text, "A(sizeof({name}) == {size} && ALIGN({name}) == {align})").expect("text");
        for field in fields {
            let (member, offset, size) = (field.name, field.offset, field.size);
            writeln!(text, "A(offsetof({name}, {member}) == {offset})").expect("text");
            writeln!(text, "A(sizeof((({name} *)0)->{member}) == {size})").expect("text");
            let Kind::Union(arms) = field.kind else { continue };
            for arm in arms.iter().filter(|arm| arm.is_in(layout.version)) {
                writeln!(text, "A(offsetof({name}, Info.{}) == {offset})", arm.name).expect("text");
            }
        }
    }
    text
}

#[test]
fn structures_lie_as_the_layouts_say() {
    for (language, name) in [(C, "layout"), (CPP, "layout")] {
        compile(language, name, &format!("{OURS}{}", asserted_layouts(|_| true)), &[]);
    }
}

/// Functions and how many parameters they have, as their size on the stack of 32-bit Windows says.
const PARAMETERS: [(&str, usize); 62] = [
    ("OpenNtmsSession", 3),
    ("CloseNtmsSession", 1),
    ("AccessNtmsLibraryDoor", 3),
    ("AddNtmsMediaType", 3),
    ("AllocateNtmsMedia", 7),
    ("DeallocateNtmsMedia", 3),
    ("SwapNtmsMedia", 3),
    ("ChangeNtmsMediaType", 3),
    ("DecommissionNtmsMedia", 2),
    ("SetNtmsMediaComplete", 2),
    ("DeleteNtmsMedia", 2),
    ("CreateNtmsMedia", 4),
    ("CreateNtmsMediaPool", 6),
    ("GetNtmsMediaPoolName", 4),
    ("MoveToNtmsMediaPool", 3),
    ("DeleteNtmsMediaPool", 2),
    ("DeleteNtmsMediaType", 3),
    ("MountNtmsMedia", 8),
    ("DismountNtmsMedia", 4),
    ("DeleteNtmsLibrary", 2),
    ("DeleteNtmsDrive", 2),
    ("DismountNtmsDrive", 2),
    ("CleanNtmsDrive", 2),
    ("ReserveNtmsCleanerSlot", 3),
    ("ReleaseNtmsCleanerSlot", 2),
    ("InjectNtmsCleaner", 5),
    ("EjectNtmsCleaner", 4),
    ("InjectNtmsMedia", 4),
    ("EjectNtmsMedia", 4),
    ("InventoryNtmsLibrary", 3),
    ("IdentifyNtmsSlot", 3),
    ("CancelNtmsLibraryRequest", 2),
    ("GetNtmsRequestOrder", 3),
    ("SetNtmsRequestOrder", 3),
    ("DeleteNtmsRequests", 4),
    ("EjectDiskFromSADrive", 7),
    ("GetVolumesFromDrive", 3),
    ("GetNtmsUIOptions", 5),
    ("SetNtmsUIOptions", 5),
    ("EnumerateNtmsObject", 6),
    ("GetNtmsObjectInformation", 3),
    ("SetNtmsObjectInformation", 3),
    ("GetNtmsObjectAttribute", 6),
    ("SetNtmsObjectAttribute", 6),
    ("GetNtmsObjectSecurity", 7),
    ("SetNtmsObjectSecurity", 5),
    ("DisableNtmsObject", 3),
    ("EnableNtmsObject", 3),
    ("UpdateNtmsOmidInfo", 5),
    ("SubmitNtmsOperatorRequest", 6),
    ("WaitForNtmsOperatorRequest", 3),
    ("CancelNtmsOperatorRequest", 2),
    ("SatisfyNtmsOperatorRequest", 2),
    ("BeginNtmsDeviceChangeDetection", 2),
    ("SetNtmsDeviceChangeDetection", 5),
    ("EndNtmsDeviceChangeDetection", 2),
    ("OpenNtmsNotification", 2),
    ("WaitForNtmsNotification", 3),
    ("CloseNtmsNotification", 1),
    ("ExportNtmsDatabase", 1),
    ("ImportNtmsDatabase", 1),
    ("DoEjectFromSADriveW", 6),
];

/// The declarations of functions, by name.
fn declarations() -> BTreeMap<String, String> {
    let code = code("ntmsapi.h");
    let statements = code.split(';').filter_map(|statement| {
        let (_, rest) = statement.split_once(" WINAPI ")?;
        let (name, _) = rest.split_once('(')?;
        let from = statement.rfind("DWORD WINAPI").or(statement.rfind("HANDLE WINAPI"))?;
        Some((name.to_owned(), format!("{};", &statement[from..])))
    });
    statements.collect()
}

#[test]
fn every_export_is_declared_with_its_parameters() {
    let declared = declarations();
    let exports: BTreeSet<_> = Function::ALL.iter().flat_map(|f| f.exports()).copied().collect();
    assert_eq!(declared.keys().map(String::as_str).collect::<BTreeSet<_>>(), exports);
    for function in Function::ALL {
        let row = PARAMETERS.iter().find(|(name, _)| *name == function.name());
        let (_, count) = row.expect("every function has a row");
        for export in function.exports() {
            let declaration = &declared[*export];
            assert_eq!(declaration.matches(',').count() + 1, *count, "{declaration}");
        }
    }
}

#[test]
fn names_without_a_letter_lead_to_the_form_of_the_program() {
    let forms = |layout: &Layout| layout.form == Some(Form::W);
    let structures =
        LAYOUTS.iter().filter(|layout| forms(layout)).map(|layout| layout.name.as_str());
    let functions = Function::ALL.iter().filter(|function| function.exports().len() == 2);
    let functions = functions.map(|function| function.exports()[1]);
    let names: Vec<&str> =
        structures.chain(functions).filter_map(|name| name.strip_suffix('W')).collect();
    assert_eq!(names.len(), 14 + 13);
    let file = format!("{}/forms.c", env!("CARGO_TARGET_TMPDIR"));
    let lines: String = names.iter().map(|name| format!("\"{name}\" {name}\n")).collect();
    std::fs::write(&file, format!("{OURS}{lines}")).expect("a folder for tests");
    for (define, letter) in [("-DUNICODE", 'W'), ("-DANSI", 'A')] {
        let mut command = Command::new("gcc");
        let output = command.args(["-E", define, "-I"]).arg(include()).arg(&file).output();
        let output = output.expect("gcc is installed").stdout;
        let output = String::from_utf8_lossy(&output);
        for name in &names {
            assert!(output.contains(&format!("\"{name}\" {name}{letter}\n")), "{name} {define}");
        }
    }
}

/// Names and numbers of the header.
type Numbers = BTreeMap<&'static str, i64>;

macro_rules! values {
    ($($table:ty),*) => {
        fn values() -> Numbers {
            let mut numbers = Numbers::new();
            $(
                numbers.extend(<$table>::ALL.iter().map(|it| (it.name(), i64::from(it.value()))));
                numbers.extend(<$table>::ALIASES.iter().map(|(name, it)| (*name, i64::from(*it))));
            )*
            numbers
        }
    };
}

macro_rules! bits {
    ($($table:ty),*) => {
        fn bits() -> Numbers {
            let mut numbers = Numbers::new();
            $(
                let all = <$table>::ALL.iter();
                numbers.extend(all.map(|(it, name)| (*name, i64::from(it.bits()))));
                numbers.extend(<$table>::ALIASES.iter().map(|(name, it)| (*name, i64::from(*it))));
            )*
            numbers
        }
    };
}

macro_rules! limits {
    ($($name:ident),*) => {
        fn limits() -> Numbers {
            Numbers::from([$((concat!("NTMS_", stringify!($name)), limit::$name as i64),)*])
        }
    };
}

values! {
    AsyncOperation, AsyncStatus, BarCodeState, CreateOptions, DeviceType, DoorState,
    DriveState, DriveTypePlaceholder, EjectOperation, EnumerateOption, InjectOperation,
    InventoryMethod, LibraryOperation, LibraryRequestState, LibraryType, MediaState,
    NotificationOperation, ObjectType, OperationalState, OperatorCommand,
    OperatorRequestState, PoolType, PortContent, PortPosition, ReadWriteCharacteristics,
    SideState, SlotState, StorageMediaType, UiOperation, UiType
}

bits! {
    Access, AllocateOptions, AllocationPolicy, CreateMediaOptions, DeallocationPolicy,
    DismountOptions, LibRequestFlags, LibraryFlags, MediaPoolPolicy, MountOptions,
    OpRequestFlags, SecurityInformation, SessionOptions
}

limits! {
    OBJECTNAME_LENGTH, DESCRIPTION_LENGTH, DEVICENAME_LENGTH, SERIALNUMBER_LENGTH,
    REVISION_LENGTH, BARCODE_LENGTH, SEQUENCE_LENGTH, VENDORNAME_LENGTH, PRODUCTNAME_LENGTH,
    USERNAME_LENGTH, APPLICATIONNAME_LENGTH, COMPUTERNAME_LENGTH, I1_MESSAGE_LENGTH,
    MESSAGE_LENGTH, POOLHIERARCHY_LENGTH, OMIDLABELID_LENGTH, OMIDLABELTYPE_LENGTH,
    OMIDLABELINFO_LENGTH, MAXATTR_LENGTH, MAXATTR_NAMELEN, OMID_TYPE_RAW_LABEL,
    OMID_TYPE_FILESYSTEM_INFO, GENERIC_READ, GENERIC_WRITE, GENERIC_EXECUTE, GENERIC_ALL
}

/// Every number of the tables by its name in the header.
fn numbers() -> Numbers {
    let label = [limit::NTMSMLI_MAXTYPE, limit::NTMSMLI_MAXIDSIZE, limit::NTMSMLI_MAXAPPDESCR];
    let names = ["NTMSMLI_MAXTYPE", "NTMSMLI_MAXIDSIZE", "NTMSMLI_MAXAPPDESCR"];
    let mut numbers: Numbers = values().into_iter().chain(bits()).chain(limits()).collect();
    numbers.extend(names.into_iter().zip(label.map(|number| number as i64)));
    numbers.insert("NTMS_PRIORITY_LOWEST", (*limit::PRIORITY.start()).into());
    numbers.insert("NTMS_PRIORITY_HIGHEST", (*limit::PRIORITY.end()).into());
    numbers.insert("INFINITE", limit::INFINITE.into());
    numbers
}

/// Every error by its name; on Windows those alone that the public headers have.
fn errors(assumed_too: bool) -> impl Iterator<Item = (&'static str, i64)> {
    let errors = NtmsError::ALL.iter().filter(move |e| assumed_too || !e.number_is_assumed());
    errors.map(|error| (error.name(), error.code().into()))
}

fn asserted_numbers(numbers: impl IntoIterator<Item = (&'static str, i64)>) -> String {
    let lines = numbers.into_iter().map(|(name, number)| {
        format!("_Static_assert((long long){name} == {number}, \"{name}\");\n")
    });
    lines.collect()
}

#[test]
fn numbers_are_those_of_the_tables() {
    let all = numbers().into_iter().chain(errors(true));
    compile(C, "numbers", &format!("{OURS}{}", asserted_numbers(all)), &[]);
}

#[test]
fn the_header_has_no_number_that_no_table_has() {
    let mut known: BTreeSet<&str> =
        numbers().into_keys().chain(errors(true).map(|e| e.0)).collect();
    // Success is no error, three priorities are between the ends, and rights that all objects of
    // Windows have are none of the service's.
    known.extend(["ERROR_SUCCESS", "NO_ERROR", "TRUE", "FALSE"]);
    known.extend(["NTMS_PRIORITY_DEFAULT", "NTMS_PRIORITY_NORMAL", "NTMS_PRIORITY_HIGH"]);
    known.extend(["NTMS_PRIORITY_LOW", "READ_CONTROL", "WRITE_DAC", "WRITE_OWNER"]);
    let mut found = 0;
    for header in HEADERS {
        for line in code(header).lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (name, number) = match words.as_slice() {
                ["#define", name, number] => (*name, *number),
                [name, "=", number] => (*name, number.trim_end_matches(',')),
                _ => continue,
            };
            if number.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
                assert!(known.contains(name), "{header}: {name}");
                found += 1;
            }
        }
    }
    assert_eq!(found, known.len(), "each once");
}

/// The compiler for Windows is a large package; `.ci/full` brings it.
#[test]
#[ignore = "needs gcc-mingw-w64-x86-64; .ci/full runs it"]
fn the_public_header_agrees() {
    compile(WINDOWS, "public-layout", &format!("{PUBLIC}{}", asserted_layouts(|_| true)), &[]);
    let all = asserted_numbers(numbers().into_iter().chain(errors(false)));
    compile(WINDOWS, "public-numbers", &format!("{PUBLIC}{all}"), &[]);
    // A second declaration of a function with other types is an error.
    let functions = declarations().into_values().collect::<Vec<_>>().join("\n");
    compile(WINDOWS, "public-functions", &format!("{PUBLIC}{functions}\n"), &[]);
}

#[test]
#[ignore = "needs gcc-mingw-w64-x86-64; .ci/full runs it"]
fn our_header_is_right_on_windows_too() {
    for more in [&[][..], &["-DUNICODE"]] {
        compile(WINDOWS, "own-windows", &format!("{OURS}{}", asserted_layouts(|_| true)), more);
    }
}
