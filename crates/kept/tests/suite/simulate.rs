//! `kept simulate company`: the figures by the names that other programs rely on, the same for a seed.

use super::kept;
use serde_json::Value;

fn simulated(more: &[&str]) -> String {
    let mut command = vec![
        "simulate",
        "company",
        "--days",
        "2",
        "--orders-per-day",
        "40",
    ];
    command.extend(more);
    let output = kept(&command).output().unwrap();
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{talk}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_simulation_tells_its_figures_by_the_names_of_the_trade() {
    let text = simulated(&["--json", "--seed", "5"]);
    let report: Value = serde_json::from_str(&text).unwrap();
    for share in [
        "touchless_line_share",
        "touchless_order_share",
        "otif",
        "order_accuracy",
        "backlog_rate",
    ] {
        let value = report[share].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&value), "{share}: {value}");
    }
    assert!(report["orders"].as_u64().unwrap() > 60, "{text}");
    assert!(
        report["lines"].as_u64() > report["orders"].as_u64(),
        "{text}"
    );
    assert!(report["cost_per_order"].as_f64().unwrap() > 0.0, "{text}");
    assert!(report["order_cycle_hours_p50"].is_number(), "{text}");
    assert!(report["order_to_release_minutes_p50"].is_number(), "{text}");
    assert_eq!(report["invariants_ok"], true);
    let exceptions = report["exceptions"].as_object().unwrap();
    assert!(!exceptions.is_empty(), "{text}");
    for counts in exceptions.values() {
        for name in ["raised", "resolved_automatically", "approved", "open"] {
            assert!(counts[name].is_u64(), "{text}");
        }
    }
    assert_eq!(simulated(&["--json", "--seed", "5"]), text);
}

#[test]
fn people_read_what_the_rest_needed() {
    let text = simulated(&["--trouble", "500"]);
    assert!(text.contains("lines that no person touched"), "{text}");
    assert!(text.contains("needed a person for"), "{text}");
    assert!(text.contains("trouble at 500%"), "{text}");
}
