//! The benchmark as a program: what it prints, and that the book it leaves is sound. Never how fast.

use super::{fresh, kept, said};
use serde_json::Value;
use std::path::Path;

/// What a benchmark prints with `--json`; it leaves nothing in the directory that it worked in.
fn report(benchmark: &str, parent: &Path) -> Value {
    let words: Vec<&str> = benchmark.split(' ').collect();
    let output = kept(&["bench"])
        .args(words)
        .args(["--json", "--data"])
        .arg(parent)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let left = std::fs::read_dir(parent).unwrap().count();
    assert_eq!(left, 0, "the benchmark cleans up");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn all_positive(report: &Value, measures: &[&str]) {
    for measure in measures {
        assert!(
            report[measure].as_f64().unwrap() > 0.0,
            "{measure}: {report}"
        );
    }
}

#[test]
fn a_small_benchmark_leaves_a_sound_book() {
    let parent = fresh("bench");
    for hot in ["0", "0.9"] {
        let place = format!("place --orders 3000 --items 200 --sites 3 --hot {hot}");
        let report = report(&place, &parent);
        assert_eq!(
            (&report["orders"], &report["oversold"]),
            (&3_000.into(), &0.into())
        );
        assert_eq!(report["replay_hash_equal"], true);
        let measures = [
            "durable_orders_per_second",
            "ack_p50_us",
            "ack_p99_us",
            "ack_p999_us",
            "journal_bytes_per_order",
            "peak_rss_bytes",
        ];
        all_positive(&report, &measures);
        let at_load = &report["at_load"];
        assert_eq!(
            (&at_load["share"], &at_load["orders"]),
            (&0.5.into(), &1_536.into())
        );
        all_positive(at_load, &["ack_p99_us"]);
    }
}

#[test]
fn on_a_slow_disk_no_order_is_acknowledged_before_its_fsync() {
    let place = "place --orders 300 --batch 100 --items 200 --slow-disk 20ms --load 0";
    let report = report(place, &fresh("bench-slow-disk"));
    assert_eq!(report["fsync_longer_us"], 20_000);
    assert!(report["ack_p50_us"].as_u64().unwrap() >= 20_000, "{report}");
    assert!(report.get("at_load").is_none(), "{report}");
}

#[test]
fn a_sweep_measures_and_draws_every_axis() {
    let parent = fresh("bench-sweep");
    let drawings = fresh("bench-graph");
    std::fs::create_dir_all(&drawings).unwrap();
    let graph = drawings.join("graph.svg");
    let sweep = format!(
        "place --sweep --orders 100 --items 50 --graph {}",
        graph.display()
    );
    let report = report(&sweep, &parent);
    let points = report["points"].as_array().unwrap();
    for by in [
        "orders_a_message",
        "lines_an_order",
        "sites",
        "hot_share",
        "open_orders",
    ] {
        let of = points.iter().filter(|point| point["by"] == by);
        assert!(of.clone().count() > 3, "{by}: {report}");
        of.for_each(|point| all_positive(point, &["orders_per_second"]));
    }
    let drawn = std::fs::read_to_string(&graph).unwrap();
    assert_eq!(drawn.matches("<circle").count(), points.len());
}

#[test]
fn views_that_follow_and_new_ones_are_measured() {
    let views = "views --orders 2000 --rounds 1 --items 200 --sites 3";
    let report = report(views, &fresh("bench-views"));
    let measures = [
        "alone_orders_per_second",
        "followed_orders_per_second",
        "ratio",
        "catch_up_orders_per_second",
    ];
    all_positive(&report, &measures);
}

#[test]
fn only_peers_that_can_be_measured_are_taken() {
    let parent = fresh("bench-peer");
    let output = kept(&["bench", "place", "--orders", "100", "--items", "200"])
        .args(["--peer", "oracle", "--data"])
        .arg(&parent)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("postgres"), "{}", said(&output));
}

#[test]
fn a_backorder_run_gives_to_some_what_others_lose() {
    let run = "ration --lines 3000 --items 300 --sites 3";
    let parent = fresh("bench-ration");
    std::fs::create_dir_all(&parent).unwrap();
    let report = report(run, &parent);
    let measures = ["run_seconds", "gains", "losses", "steps", "event_bytes"];
    all_positive(&report, &measures);
}

#[test]
fn a_book_that_was_saved_loaded_and_replayed_is_the_same_book() {
    let book = "book --open 3000 --close 5000 --items 200 --sites 3";
    let report = report(book, &fresh("bench-book"));
    assert_eq!(report["state_equal"], true);
    let measures = [
        "orders_per_second",
        "worst_batch_us",
        "snapshot_bytes",
        "replay_orders_per_second",
    ];
    all_positive(&report, &measures);
    let looks = report["resident_bytes_while_closing"].as_array().unwrap();
    assert!(!looks.is_empty() && looks.iter().all(|bytes| bytes.as_u64() > Some(0)));
}

#[test]
fn a_small_benchmark_over_http_leaves_a_sound_book() {
    let parent = fresh("bench-http");
    for way in [
        "--single --connections 5",
        "--bulk --lines 100 --connections 2",
    ] {
        let http = format!("http {way} --orders 700 --items 200 --sites 3");
        let report = report(&http, &parent);
        assert_eq!(
            (&report["orders"], &report["oversold"]),
            (&700.into(), &0.into())
        );
        assert_eq!(report["replay_hash_equal"], true);
        let measures = [
            "requests_per_second",
            "orders_per_second",
            "ack_p50_us",
            "ack_p99_us",
            "alone_p50_us",
        ];
        all_positive(&report, &measures);
    }
}

#[test]
fn a_small_overload_is_told_factor_by_factor_and_leaves_a_sound_book() {
    let overload = "overload --seconds 1 --factors 2,4 --items 200 --sites 3";
    let reports = report(overload, &fresh("bench-overload"));
    let reports = reports.as_array().unwrap();
    let factors: Vec<&Value> = reports.iter().map(|report| &report["factor"]).collect();
    assert_eq!(factors, [2, 4]);
    for report in reports {
        all_positive(report, &["goodput_share"]);
        for measure in [
            "accepted_p99_ratio",
            "refused",
            "recovered_in_seconds",
            "peak_rss_bytes",
        ] {
            assert!(report[measure].is_number(), "{measure}: {report}");
        }
    }
}

#[test]
fn orders_are_placed_while_documents_are_read() {
    let documents = "documents --count 2 --rounds-alone 1 --connections 2 --items 200 --sites 3";
    let report = report(documents, &fresh("bench-documents"));
    assert_eq!(
        (&report["documents"], &report["orders_alone"]),
        (&2.into(), &1_000.into())
    );
    assert_eq!(
        (&report["oversold"], &report["replay_hash_equal"]),
        (&0.into(), &true.into())
    );
    all_positive(
        &report,
        &["read_seconds", "alone_p99_us", "beside_p99_us", "p99_times"],
    );
}
