//! The `[policy]` of the configuration file, and when it is put in force: at a start, when it is another
//! one than the file put in force last. What was changed since by the API or the console stays, until
//! someone changes the file.

use crate::company::Company;
use crate::failure::Outcome;
use book::{Command, Policy};
use engine::Handle;
use std::thread;
use std::time::Duration;
use views::Reader;
use vocab::ActorId;

/// Who the journal says that it was: Kept itself, as nobody else does it in this name.
const THE_FILE: ActorId = ActorId(0);
/// How long a start waits for the views, which know what was in force; then it goes on without.
const VIEWS_WAIT: Duration = Duration::from_secs(10);

/// Puts the file's policy in force if it is its turn: now, or once the views are folded.
pub fn apply(company: &Company, policy: Policy) -> Outcome {
    let (views, handle) = (company.views.clone(), company.handle.clone());
    if views.wait_for(handle.durable(), VIEWS_WAIT) {
        return put_in_force(&views, &handle, policy);
    }
    eprintln!("the views are being folded; the policy of the configuration is compared after that");
    thread::spawn(move || {
        while !views.wait_for(handle.durable(), VIEWS_WAIT) {
            if handle.stopped().is_some() {
                return;
            }
        }
        if let Err(failure) = put_in_force(&views, &handle, policy) {
            eprintln!("kept: the policy of the configuration is not in force: {failure}");
        }
    });
    Ok(())
}

fn put_in_force(views: &Reader, handle: &Handle, policy: Policy) -> Outcome {
    let in_force = handle.ask(|book| book.policy.clone())?;
    if views.policy_by(THE_FILE)?.as_ref() == Some(&policy) {
        if in_force != policy {
            eprintln!(
                "the policy in force is another one than the configuration's: it was changed by the \
                 API or the console, and stays until the configuration changes"
            );
        }
        return Ok(());
    }
    handle.own(Command::SetPolicy(policy))?.outcome?;
    eprintln!("the policy of the configuration is in force from now on");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::CompanyClock;
    use crate::company::DataDir;
    use engine::Envelope;

    /// Starts a company with this split cost in its file; what is in force then, and after someone
    /// put another one.
    fn started(data: &DataDir, in_file: i64, put: Option<i64>) -> (i64, i64) {
        let clock = CompanyClock::wall("Asia/Jerusalem").unwrap();
        let company = Company::open(data.clone(), clock).unwrap();
        let policy = |split_cost| Policy {
            split_cost,
            ..Policy::default()
        };
        apply(&company, policy(in_file)).unwrap();
        let in_force = || company.handle.ask(|book| book.policy.split_cost).unwrap();
        let at_start = in_force();
        if let Some(cost) = put {
            let envelope = Envelope {
                key: None,
                actor: ActorId(7),
                seen: None,
                command: Command::SetPolicy(policy(cost)),
            };
            company.handle.call(envelope).unwrap().outcome.unwrap();
        }
        let costs = (at_start, in_force());
        company.close().unwrap();
        costs
    }

    #[test]
    fn what_was_changed_by_the_api_stays_until_the_file_changes() {
        let path = std::env::temp_dir().join(format!("kept-policy-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::new(Some(&path));
        // The file is as a new book is, so that nothing changes; and yet its turn has been.
        let default = Policy::default().split_cost;
        assert_eq!(started(&data, default, Some(1)), (default, 1));
        assert_eq!(started(&data, default, None), (1, 1));
        assert_eq!(started(&data, 2, Some(3)), (2, 3));
        assert_eq!(started(&data, 2, None), (3, 3));
        // Back to what it was before is a change, too.
        assert_eq!(started(&data, default, None), (default, default));
        std::fs::remove_dir_all(&path).unwrap();
    }
}
