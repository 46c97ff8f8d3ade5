//! JUnit XML: a suite for each function.

use quick_junit::{NonSuccessKind, Property, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use crate::run::{Outcome, Report};

/// The report as JUnit XML.
///
/// # Errors
/// When it cannot be written as XML.
pub fn junit(report: &Report) -> Result<String, String> {
    let mut junit = Junit::new(format!("rsm conform {}", report.target));
    for group in report.cases.chunk_by(|one, other| one.function == other.function) {
        let name = group.first().map_or("", |case| case.function);
        let mut suite = TestSuite::new(name);
        suite.add_property(Property::new("seed", report.seed.to_string()));
        suite.add_property(Property::new("commit", report.commit));
        for case in group {
            let status = match case.outcome {
                Outcome::Pass | Outcome::Known => TestCaseStatus::success(),
                Outcome::Skip => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message(case.actual.clone());
                    status
                }
                Outcome::Fail => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    let (expected, actual) = (&case.expected, &case.actual);
                    status.set_message(format!("expected {expected}, seen {actual}"));
                    status.set_description(format!("{} ({})", case.requirement, case.source));
                    status
                }
            };
            let mut test = TestCase::new(case.id.clone(), status);
            test.set_classname(name);
            suite.add_test_case(test);
        }
        junit.add_test_suite(suite);
    }
    junit.to_string().map_err(|error| error.to_string())
}
