//! The benchmark as a program: what it prints, and that the book it leaves is sound. Never how fast.

use super::{fresh, kept, said};
use serde_json::Value;

#[test]
fn a_small_benchmark_leaves_a_sound_book() {
    let parent = fresh("bench");
    let place = [
        "bench", "place", "--orders", "3000", "--items", "200", "--sites", "3", "--json", "--data",
    ];
    for hot in ["0", "0.9"] {
        let output = kept(&place)
            .arg(&parent)
            .args(["--hot", hot])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&report["orders"], &report["oversold"]),
            (&3_000.into(), &0.into())
        );
        assert_eq!(report["replay_hash_equal"], true);
        for measure in [
            "durable_orders_per_second",
            "ack_p50_us",
            "ack_p99_us",
            "ack_p999_us",
            "journal_bytes_per_order",
            "peak_rss_bytes",
        ] {
            assert!(report[measure].as_u64().unwrap() > 0, "{measure}: {report}");
        }
        let at_load = &report["at_load"];
        assert_eq!(
            (&at_load["share"], &at_load["orders"]),
            (&0.5.into(), &1_536.into())
        );
        assert!(at_load["ack_p99_us"].as_u64().unwrap() > 0, "{report}");
    }
    assert_eq!(
        std::fs::read_dir(&parent).unwrap().count(),
        0,
        "the benchmark cleans up"
    );
}

#[test]
fn on_a_slow_disk_no_order_is_acknowledged_before_its_fsync() {
    let parent = fresh("bench-slow-disk");
    let output = kept(&["bench", "place", "--orders", "300", "--batch", "100"])
        .args(["--items", "200", "--slow-disk", "20ms", "--load", "0"])
        .args(["--json", "--data"])
        .arg(&parent)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["fsync_longer_us"], 20_000);
    assert!(report["ack_p50_us"].as_u64().unwrap() >= 20_000, "{report}");
    assert!(report.get("at_load").is_none(), "{report}");
}

#[test]
fn a_sweep_measures_and_draws_every_axis() {
    let parent = fresh("bench-sweep");
    let graph = parent.join("graph.svg");
    let output = kept(&["bench", "place", "--sweep", "--orders", "100"])
        .args(["--items", "50", "--json", "--graph"])
        .arg(&graph)
        .arg("--data")
        .arg(&parent)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
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
        assert!(
            of.map(|point| &point["orders_per_second"])
                .all(|rate| rate.as_u64() > Some(0))
        );
    }
    let drawn = std::fs::read_to_string(&graph).unwrap();
    assert_eq!(drawn.matches("<circle").count(), points.len());
}

#[test]
fn views_that_follow_and_new_ones_are_measured() {
    let parent = fresh("bench-views");
    let output = kept(&["bench", "views", "--orders", "2000", "--rounds", "1"])
        .args(["--items", "200", "--sites", "3", "--json", "--data"])
        .arg(&parent)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for measure in [
        "alone_orders_per_second",
        "followed_orders_per_second",
        "ratio",
        "catch_up_orders_per_second",
    ] {
        assert!(report[measure].as_f64().unwrap() > 0.0, "{report}");
    }
    assert_eq!(std::fs::read_dir(&parent).unwrap().count(), 0);
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
fn a_book_that_was_saved_loaded_and_replayed_is_the_same_book() {
    let parent = fresh("bench-book");
    let output = kept(&["bench", "book", "--open", "3000", "--close", "5000"])
        .args(["--items", "200", "--sites", "3", "--json", "--data"])
        .arg(&parent)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["state_equal"], true);
    for measure in [
        "orders_per_second",
        "worst_batch_us",
        "snapshot_bytes",
        "replay_orders_per_second",
    ] {
        assert!(report[measure].as_u64().unwrap() > 0, "{measure}: {report}");
    }
    let looks = report["resident_bytes_while_closing"].as_array().unwrap();
    assert!(!looks.is_empty() && looks.iter().all(|bytes| bytes.as_u64() > Some(0)));
    assert_eq!(std::fs::read_dir(&parent).unwrap().count(), 0);
}

#[test]
fn a_small_benchmark_over_http_leaves_a_sound_book() {
    let parent = fresh("bench-http");
    let size = [
        "--orders", "700", "--items", "200", "--sites", "3", "--json",
    ];
    for way in [
        &["--single", "--connections", "5"][..],
        &["--bulk", "--lines", "100", "--connections", "2"],
    ] {
        let output = kept(&["bench", "http"])
            .args(way)
            .args(size)
            .arg("--data")
            .arg(&parent)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&report["orders"], &report["oversold"]),
            (&700.into(), &0.into())
        );
        assert_eq!(report["replay_hash_equal"], true);
        for measure in [
            "requests_per_second",
            "orders_per_second",
            "ack_p50_us",
            "ack_p99_us",
            "alone_p50_us",
        ] {
            assert!(report[measure].as_u64().unwrap() > 0, "{measure}: {report}");
        }
    }
    assert_eq!(std::fs::read_dir(&parent).unwrap().count(), 0);
}

#[test]
fn a_small_overload_is_told_factor_by_factor_and_leaves_a_sound_book() {
    let parent = fresh("bench-overload");
    let load = ["--seconds", "1", "--factors", "2,4", "--items", "200"];
    let output = kept(&["bench", "overload", "--json", "--sites", "3", "--data"])
        .arg(&parent)
        .args(load)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let reports: Value = serde_json::from_slice(&output.stdout).unwrap();
    let factors: Vec<&Value> = reports
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["factor"])
        .collect();
    assert_eq!(factors, [2, 4]);
    for report in reports.as_array().unwrap() {
        assert!(report["goodput_share"].as_f64().unwrap() > 0.0, "{report}");
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
