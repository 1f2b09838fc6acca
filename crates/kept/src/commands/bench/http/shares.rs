//! Which threads took how much of the processors, from the kernel's own count.

use serde::Serialize;
use std::path::Path;

/// Nanoseconds of processor time, by what the threads do. All zero where no count is kept.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Shares {
    /// Reads requests and writes answers.
    pub serve_ns: u64,
    /// Decides.
    pub decide_ns: u64,
    /// Makes durable.
    pub commit_ns: u64,
    /// Brings the lists up to date.
    pub views_ns: u64,
    /// The benchmark's own clients.
    pub clients_ns: u64,
}

impl Shares {
    /// What the threads of this process have taken since they began.
    pub fn now() -> Shares {
        let mut shares = Shares::default();
        let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
        for task in tasks.flatten() {
            let name = std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            let share = match name.trim_end() {
                crate::serving::THREAD => &mut shares.serve_ns,
                "kept-decide" => &mut shares.decide_ns,
                "kept-commit" => &mut shares.commit_ns,
                "kept-views" => &mut shares.views_ns,
                _ => continue,
            };
            *share += taken(&task.path());
        }
        shares
    }

    /// What was taken since `before`, for each of so many orders.
    pub fn each(self, before: Shares, orders: u64) -> Shares {
        let each = |now: u64, before: u64| now.saturating_sub(before) / orders.max(1);
        Shares {
            serve_ns: each(self.serve_ns, before.serve_ns),
            decide_ns: each(self.decide_ns, before.decide_ns),
            commit_ns: each(self.commit_ns, before.commit_ns),
            views_ns: each(self.views_ns, before.views_ns),
            clients_ns: each(self.clients_ns, before.clients_ns),
        }
    }
}

/// What the thread that asks has taken.
pub fn own() -> u64 {
    taken(Path::new("/proc/thread-self"))
}

fn taken(thread: &Path) -> u64 {
    let counted = std::fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    let first = counted.split_whitespace().next();
    first.and_then(|ns| ns.parse().ok()).unwrap_or(0)
}
