//! The policies that were in force.

use super::world::World;
use book::{Command, Policy};

#[test]
fn every_policy_that_was_in_force_is_told_the_latest_first() {
    let mut world = World::new();
    let costs = [100, 200, 300];
    for split_cost in costs {
        world.give(Command::SetPolicy(Policy {
            split_cost,
            ..Policy::default()
        }));
    }
    let reader = world.reader();
    let told = |rows: &[crate::PolicyRow]| -> Vec<i64> {
        rows.iter().map(|row| row.policy.split_cost).collect()
    };
    let first = reader.policies(None, 2).unwrap();
    assert_eq!(told(&first.items), [300, 200]);
    assert!(first.items[0].seq > first.items[1].seq);
    let rest = reader.policies(first.next, 2).unwrap();
    assert_eq!((told(&rest.items)[0], rest.next), (100, None));
    let stamp = world.stamp();
    assert_eq!(first.items[0].actor, stamp.actor);
    let last = reader.policy_by(stamp.actor).unwrap();
    assert_eq!(last.map(|policy| policy.split_cost), Some(300));
    assert_eq!(reader.policy_by(vocab::ActorId(77)).unwrap(), None);
}
