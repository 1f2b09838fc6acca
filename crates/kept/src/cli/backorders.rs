//! `kept backorders` on the command line.

use clap::Subcommand;
use web::solutions::Version;

/// Goods that are handed out anew, by the policy's priority and segments.
#[derive(Subcommand)]
pub enum Backorders {
    /// Work out what a run would change, without changing anything
    Run {
        /// Codes of the items; without any, all
        items: Vec<String>,
    },
    /// Show the last run that was made by itself, and when the next one is
    Show,
    /// Make a run as it was worked out; if it would come out otherwise by now, nothing is done
    Apply {
        /// Codes of the items, as they were for `kept backorders run`
        items: Vec<String>,
        /// What `kept backorders run` says behind the changes
        #[arg(long, value_name = "SEEN")]
        seen: Version,
    },
}
