//! `kept exception` on the command line.

use clap::{Args, Subcommand};
use vocab::ExceptionId;
use web::solutions::Version;

/// What can be done about promises in trouble.
#[derive(Subcommand)]
pub enum Exception {
    /// List what is open, the most valuable first
    List(ExceptionList),
    /// Show one exception: the promises in trouble, and what could be done at what cost
    Show {
        /// Its number
        #[arg(value_parser = exception_number)]
        exception: ExceptionId,
    },
    /// Approve a solution as it was shown; if anything has changed since, nothing is done
    Approve {
        /// The exception's number
        #[arg(value_parser = exception_number)]
        exception: ExceptionId,
        /// The solution's number
        solution: u16,
        /// What `kept exception show` says behind the solution
        #[arg(long, value_name = "SEEN")]
        seen: Version,
    },
    /// Leave an exception as it is: its promises stay as they are now
    Dismiss {
        /// Its number
        #[arg(value_parser = exception_number)]
        exception: ExceptionId,
    },
    /// Take the solution of an exception back
    Revert {
        /// Its number
        #[arg(value_parser = exception_number)]
        exception: ExceptionId,
    },
}

/// Flags of `kept exception list`.
#[derive(Args)]
pub struct ExceptionList {
    /// Those that were decided or have settled instead, the latest first
    #[arg(long)]
    pub closed: bool,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
}

fn exception_number(text: &str) -> Result<ExceptionId, String> {
    let number = text.parse().map(ExceptionId);
    number.map_err(|_| "an exception has a number, see `kept exception list`".to_owned())
}
