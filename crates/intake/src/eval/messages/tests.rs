//! How cases and templates are written, and how shares are told.

use super::*;

#[test]
fn the_interval_of_a_share_is_wilsons() {
    let (low, high) = Count {
        part: 95,
        whole: 100,
    }
    .interval();
    assert_eq!(format!("{low:.4} {high:.4}"), "0.8882 0.9785");
}

#[test]
fn a_case_that_is_written_wrong_says_where() {
    let bad = cases("== en order\nSend tea\n--\ntwenty | case | tea");
    assert_eq!(
        bad.unwrap_err().to_string(),
        "the case of line 1: not understood: \"twenty | case | tea\""
    );
}

#[test]
fn a_template_gives_the_message_what_is_said_and_the_truth_what_is_meant() {
    let template = ": en n\ntwo dozen = 24\n: en day\n%d %b = +1\n== en order 1\nSend {n1} {i1} by {day}\n--\nby {day}\n{n1} | - | {i1}";
    let good = Good {
        language: Language::English,
        name: "green tea".to_owned(),
        code: "TEA-1".to_owned(),
    };
    let made = expand(template, &[good], 7).expect("a template");
    assert_eq!(made[0].text, "Send two dozen green tea by 21 Apr");
    assert_eq!(
        made[0].expected,
        "by 2026-04-21\n24 | - | green tea | =TEA-1\n"
    );
}

#[test]
fn a_surplus_line_is_a_wrong_one() {
    let cases = cases("== en order\nSend 5 cases of tea and 3 cases of rice\n--\n5 | case | tea");
    let measured = measure(&cases.expect("a case"), None);
    assert_eq!(measured.lines, Count { part: 1, whole: 2 });
    assert_eq!(measured.messages.part, 0);
}
