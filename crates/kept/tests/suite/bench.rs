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
    }
    assert_eq!(
        std::fs::read_dir(&parent).unwrap().count(),
        0,
        "the benchmark cleans up"
    );
}
