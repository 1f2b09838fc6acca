//! Webhooks: endpoints and their secrets, deliveries, and telling again.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection as Sqlite;
use std::fs;
use std::time::Duration;
use vocab::CustomerId;

const NOW: Instant = Instant(1_764_000_000_000_000);

struct World {
    directory: Scratch,
    webhooks: Webhooks,
    id: WebhookId,
}

fn world() -> World {
    let directory = Scratch::new();
    let webhooks = Webhooks::open(&directory, &Vault::open(&directory).unwrap()).unwrap();
    let (_, made) = webhooks.create(new(), NOW).unwrap();
    World {
        directory,
        webhooks,
        id: made.id,
    }
}

fn new() -> NewWebhook {
    NewWebhook {
        url: "https://shop.example/hooks".to_owned(),
        kinds: vec!["order.placed".to_owned()],
        description: "the shop".to_owned(),
        customer: Some(CustomerId(7)),
        after: at(1),
    }
}

fn at(seq: u64) -> FeedPlace {
    FeedPlace { seq, nth: 0 }
}

fn later(seconds: i64) -> Instant {
    NOW.plus_seconds(seconds)
}

impl World {
    fn reopened(&self) -> Webhooks {
        Webhooks::open(&self.directory, &Vault::open(&self.directory).unwrap()).unwrap()
    }

    fn secrets(&self, now: Instant) -> Vec<String> {
        let at_work = self.webhooks.at_work(now).unwrap();
        let secrets = at_work.iter().flat_map(|(_, secrets)| secrets);
        secrets.map(|secret| secret.reveal().to_owned()).collect()
    }

    /// Stores the events of these records, one delivery each.
    fn tell(&self, records: std::ops::RangeInclusive<u64>) {
        let from = self.webhook().told;
        let (to, deliveries) = (
            at(*records.end()),
            records.map(|seq| delivery(self.id, seq)),
        );
        let deliveries: Vec<_> = deliveries.collect();
        assert!(
            self.webhooks
                .enqueue(self.id, &deliveries, from, to, NOW)
                .unwrap()
        );
    }

    fn webhook(&self) -> Webhook {
        self.webhooks.get(self.id).unwrap().unwrap()
    }

    fn settle(&self, seq: u64, settled: DeliverySettled) {
        self.settle_at(NOW, seq, settled);
    }

    fn settle_at(&self, at: Instant, seq: u64, settled: DeliverySettled) {
        let attempt = DeliveryAttempt {
            at,
            took: Duration::from_millis(12),
            status: Some(500),
            told: "500 Internal Server Error".to_owned(),
        };
        let id = delivery(self.id, seq).id;
        self.webhooks.record(&id, &attempt, settled).unwrap();
    }

    /// The records whose events are due.
    fn due(&self, now: Instant) -> Vec<u64> {
        let due = self.webhooks.due(self.id, now, 10).unwrap();
        due.iter().map(|one| one.event.seq).collect()
    }

    /// Every delivery with its state, the newest first.
    fn states(&self) -> String {
        let rows = self.webhooks.deliveries(self.id, None, None, 100).unwrap();
        let told = rows
            .iter()
            .map(|row| format!("{} {} {}", row.event.seq, row.state.as_str(), row.tried));
        told.collect::<Vec<_>>().join(", ")
    }

    fn on_disk(&self, sql: &str) {
        let file = Sqlite::open(self.directory.join(FILE)).unwrap();
        file.execute_batch(sql).unwrap();
    }
}

fn delivery(endpoint: WebhookId, seq: u64) -> WebhookDelivery {
    WebhookDelivery {
        id: format!("msg_{}_{seq}_0", endpoint.0),
        event: at(seq),
        kind: "order.placed".to_owned(),
        payload: format!("{{\"order\":{seq}}}").into_bytes(),
        tried: 0,
    }
}

#[test]
fn an_endpoint_is_kept_with_a_secret_that_is_not_on_disk() {
    let world = world();
    let (secret, made) = world.webhooks.create(new(), NOW).unwrap();
    assert_eq!(made.id.to_string(), "wh_2");
    let bytes = STANDARD
        .decode(secret.reveal().strip_prefix("whsec_").unwrap())
        .unwrap();
    assert_eq!(bytes.len(), 32);
    assert!(!world.directory.contains(&bytes));
    assert!(!world.directory.contains(secret.reveal().as_bytes()));
    let webhooks = world.reopened();
    assert_eq!(webhooks.list().unwrap(), [world.webhook(), made]);
    assert_eq!(world.secrets(NOW)[1], secret.reveal());
    assert_eq!(webhooks.verify().unwrap(), 2);
}

#[test]
fn both_secrets_sign_until_the_old_one_ends() {
    let world = world();
    let first = world.secrets(NOW);
    let second = world.webhooks.rotate(world.id, later(60)).unwrap().unwrap();
    let both = [second.reveal().to_owned(), first[0].clone()];
    assert_eq!(world.secrets(later(59)), both);
    assert_eq!(world.secrets(later(60)), both[..1]);
    assert_eq!(world.webhook().old_secret_until, Some(later(60)));
    let third = world.webhooks.rotate(world.id, later(90)).unwrap().unwrap();
    assert_eq!(world.secrets(NOW), [third.reveal(), second.reveal()]);
    assert_eq!(world.reopened().verify().unwrap(), 1);
    assert!(world.webhooks.rotate(WebhookId(9), NOW).unwrap().is_none());
}

#[test]
fn an_endpoint_is_changed_disabled_and_enabled() {
    let world = world();
    let change = WebhookChange {
        url: Some("http://10.0.0.7:8080/".to_owned()),
        kinds: Some(Vec::new()),
        ..WebhookChange::default()
    };
    let changed = world
        .webhooks
        .change(world.id, change, NOW)
        .unwrap()
        .unwrap();
    let told = (
        changed.url.as_str(),
        changed.kinds.len(),
        changed.description.as_str(),
    );
    assert_eq!(told, ("http://10.0.0.7:8080/", 0, "the shop"));
    world.tell(2..=2);
    world.settle(2, DeliverySettled::Again(NOW));
    world
        .webhooks
        .disable(world.id, "it answered 410 Gone", NOW)
        .unwrap();
    world.webhooks.disable(world.id, "again", later(1)).unwrap();
    let disabled = world.webhook().disabled.unwrap();
    assert_eq!(
        (disabled.at, disabled.why.as_str()),
        (NOW, "it answered 410 Gone")
    );
    assert!(world.webhooks.at_work(NOW).unwrap().is_empty());
    let (_, secrets) = world.webhooks.with_secrets(world.id, NOW).unwrap().unwrap();
    assert_eq!(secrets.len(), 1, "it can be tried out before it is enabled");
    let unknown = world.webhooks.with_secrets(WebhookId(99), NOW).unwrap();
    assert!(unknown.is_none());
    assert_eq!(world.webhooks.next_due().unwrap(), None);
    let enable = WebhookChange {
        disabled: Some(false),
        ..WebhookChange::default()
    };
    let enabled = world
        .webhooks
        .change(world.id, enable, NOW)
        .unwrap()
        .unwrap();
    assert_eq!((enabled.disabled, enabled.failing_since), (None, None));
    assert_eq!(world.webhooks.next_due().unwrap(), Some(NOW));
    let none = world
        .webhooks
        .change(WebhookId(9), WebhookChange::default(), NOW);
    assert_eq!(none.unwrap(), None);
}

#[test]
fn what_cannot_be_an_endpoint_is_refused() {
    let world = world();
    for url in [
        "",
        "https://",
        "ftp://shop.example",
        "https://shop example",
        "javascript:alert(1)",
    ] {
        let refused = NewWebhook {
            url: url.to_owned(),
            ..new()
        };
        let fault = world.webhooks.create(refused, NOW).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused(Refusal::WebhookUrl), "{url}");
    }
    let long = |bytes: usize| "x".repeat(bytes + 1);
    let large = [
        NewWebhook {
            url: format!("https://{}", long(WEBHOOK_URL_BYTES_MAX)),
            ..new()
        },
        NewWebhook {
            kinds: vec![long(WEBHOOK_KIND_BYTES_MAX)],
            ..new()
        },
        NewWebhook {
            kinds: vec![String::new(); WEBHOOK_KINDS_MAX + 1],
            ..new()
        },
        NewWebhook {
            description: long(WEBHOOK_TEXT_BYTES_MAX),
            ..new()
        },
    ];
    for new in large {
        let fault = world.webhooks.create(new, NOW).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    }
    for _ in 1..WEBHOOKS_MAX {
        world.webhooks.create(new(), NOW).unwrap();
    }
    assert!(world.webhooks.create(new(), NOW).is_err());
}

#[test]
fn a_removed_endpoint_takes_its_deliveries_along_and_its_number_is_not_given_again() {
    let world = world();
    world.tell(2..=3);
    assert!(world.webhooks.delete(world.id).unwrap());
    assert!(!world.webhooks.delete(world.id).unwrap());
    assert_eq!(world.webhooks.next_due().unwrap(), None);
    world.settle(2, DeliverySettled::Taken);
    assert_eq!(
        world.webhooks.create(new(), NOW).unwrap().1.id,
        WebhookId(2)
    );
    let left = world.webhooks.deliveries(world.id, None, None, 10).unwrap();
    assert!(left.is_empty());
}

#[test]
fn deliveries_are_due_by_event_and_stored_with_how_far_was_told() {
    let world = world();
    world.tell(2..=4);
    assert_eq!(world.webhook().told, at(4));
    assert_eq!(world.due(NOW), [2, 3, 4]);
    assert_eq!(world.webhooks.waiting(world.id).unwrap(), 3);
    assert_eq!(
        world.webhooks.due(world.id, NOW, 1).unwrap(),
        [delivery(world.id, 2)]
    );
    world.settle(3, DeliverySettled::Again(later(30)));
    world.settle(2, DeliverySettled::Taken);
    world.settle(4, DeliverySettled::Dead);
    assert_eq!(world.due(later(29)), [0; 0]);
    assert_eq!(world.webhooks.next_due().unwrap(), Some(later(30)));
    assert_eq!(world.due(later(30)), [3]);
    assert_eq!(world.states(), "4 dead 1, 3 waiting 1, 2 taken 1");
    let page = |state, before| {
        let rows = world.webhooks.deliveries(world.id, state, before, 1);
        rows.unwrap().first().map(|row| row.event.seq)
    };
    assert_eq!(
        [None, Some(at(4)), Some(at(2))].map(|before| page(None, before)),
        [Some(4), Some(3), None]
    );
    assert_eq!(page(Some(DeliveryState::Taken), None), Some(2));
    let rows = world.webhooks.deliveries(world.id, None, Some(at(3)), 1);
    let row = &rows.unwrap()[0];
    let last = row.last.as_ref().unwrap();
    assert_eq!(
        (last.took, last.status),
        (Duration::from_millis(12), Some(500))
    );
}

#[test]
fn what_is_there_already_is_left_alone_and_a_moved_endpoint_is_not_moved_back() {
    let world = world();
    world.tell(2..=3);
    world.settle(2, DeliverySettled::Taken);
    let again = [delivery(world.id, 2), delivery(world.id, 5)];
    let enqueue = |from, to| {
        world
            .webhooks
            .enqueue(world.id, &again, from, to, NOW)
            .unwrap()
    };
    assert!(!enqueue(at(1), at(5)));
    assert_eq!(world.states(), "3 waiting 0, 2 taken 1");
    assert!(enqueue(at(3), at(5)));
    assert_eq!(world.states(), "5 waiting 0, 3 waiting 0, 2 taken 1");
    assert!(
        !world
            .webhooks
            .enqueue(WebhookId(9), &[], at(1), at(5), NOW)
            .unwrap()
    );
}

#[test]
fn an_endpoint_is_failing_from_the_first_failure_until_something_is_taken() {
    let world = world();
    world.tell(2..=4);
    world.settle_at(later(1), 2, DeliverySettled::Again(later(5)));
    world.settle_at(later(2), 3, DeliverySettled::Dead);
    assert_eq!(world.webhook().failing_since, Some(later(1)));
    world.settle_at(later(3), 4, DeliverySettled::Taken);
    assert_eq!(world.webhook().failing_since, None);
}

#[test]
fn only_so_many_wait_and_the_rest_stays_in_the_feed() {
    let world = world();
    world.tell(2..=WEBHOOK_WAITING_MAX + 1);
    let one_more = [delivery(world.id, 9_999)];
    let fault = world
        .webhooks
        .enqueue(world.id, &one_more, world.webhook().told, at(9_999), NOW)
        .unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    assert_eq!(world.webhook().told, at(WEBHOOK_WAITING_MAX + 1));
    assert_eq!(
        world.webhooks.waiting(world.id).unwrap(),
        WEBHOOK_WAITING_MAX
    );
    let large = WebhookDelivery {
        payload: vec![b' '; WEBHOOK_PAYLOAD_BYTES_MAX + 1],
        ..delivery(world.id, 2)
    };
    let told = world.webhook().told;
    assert!(
        world
            .webhooks
            .enqueue(world.id, &[large], told, told, NOW)
            .is_err()
    );
}

#[test]
fn what_was_taken_is_forgotten_after_a_while_and_what_was_not_is_not() {
    let world = world();
    world.tell(2..=WEBHOOK_TAKEN_MAX + 4);
    world.settle(2, DeliverySettled::Dead);
    for seq in 3..=WEBHOOK_TAKEN_MAX + 4 {
        world.settle_at(later(seq as i64), seq, DeliverySettled::Taken);
    }
    let state = Some(DeliveryState::Taken);
    let taken = world.webhooks.deliveries(world.id, state, None, 200);
    let taken = taken.unwrap();
    assert_eq!(taken.len() as u64, WEBHOOK_TAKEN_MAX);
    assert_eq!(taken.last().unwrap().event, at(5));
    let before = world.webhooks.deliveries(world.id, None, Some(at(5)), 10);
    assert_eq!(before.unwrap().len(), 1);
}

#[test]
fn one_or_all_that_were_given_up_are_told_again() {
    let world = world();
    world.tell(2..=5);
    for seq in [2, 3, 4] {
        world.settle(seq, DeliverySettled::Dead);
    }
    world.settle(5, DeliverySettled::Taken);
    let replay = |what: &Replay| world.webhooks.replay(world.id, what, later(7)).unwrap();
    let one = |seq| Replay::One(delivery(world.id, seq).id);
    assert_eq!(replay(&one(5)), Some(1));
    assert_eq!(replay(&one(3)), Some(1));
    assert_eq!(replay(&one(99)), Some(0));
    assert_eq!(world.due(later(7)), [3, 5]);
    assert_eq!(
        world.states(),
        "5 waiting 0, 4 dead 1, 3 waiting 0, 2 dead 1"
    );
    assert_eq!(replay(&Replay::Dead), Some(2));
    assert_eq!(world.due(later(7)), [2, 3, 4, 5]);
    let elsewhere = world.webhooks.replay(WebhookId(9), &Replay::Dead, NOW);
    assert_eq!(elsewhere.unwrap(), None);
}

#[test]
fn an_endpoint_is_set_back_and_never_ahead() {
    let world = world();
    world.tell(2..=5);
    world.settle(2, DeliverySettled::Taken);
    world.settle(3, DeliverySettled::Taken);
    world.settle(4, DeliverySettled::Dead);
    let replay = |place| world.webhooks.replay(world.id, &Replay::After(place), NOW);
    assert_eq!(replay(at(9)).unwrap(), Some(0));
    assert_eq!(world.webhook().told, at(5));
    assert_eq!(replay(at(2)).unwrap(), Some(0));
    assert_eq!(world.webhook().told, at(2));
    assert_eq!(world.states(), "5 waiting 0, 2 taken 1");
    world.tell(3..=5);
    assert_eq!(world.due(NOW), [3, 4, 5]);
}

#[test]
fn what_was_changed_on_disk_is_noticed() {
    for change in [
        "url = 'https://evil.example'",
        "kinds = '[]'",
        "customer = NULL",
        "told_seq = 99",
        "disabled_at = NULL, disabled_why = NULL",
        "secret = (SELECT secret FROM endpoint WHERE id = 2)",
        "old_until = 1",
    ] {
        let world = world();
        world.webhooks.create(new(), NOW).unwrap();
        world.webhooks.disable(world.id, "why", NOW).unwrap();
        world.on_disk(&format!("UPDATE endpoint SET {change} WHERE id = 1"));
        let fault = world.webhooks.get(world.id).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
        assert!(world.webhooks.verify().is_err(), "{change}");
    }
    for change in ["payload = x'00'", "kind = 'x'", "seq = 3", "endpoint = 2"] {
        let world = world();
        world.webhooks.create(new(), NOW).unwrap();
        world.tell(2..=2);
        world.on_disk(&format!("UPDATE delivery SET {change}"));
        let fault = world.webhooks.verify().unwrap_err();
        assert_eq!(
            fault.entry.as_deref(),
            Some("delivery msg_1_2_0"),
            "{change}"
        );
    }
}

#[test]
fn with_another_vaults_key_the_secrets_do_not_open() {
    let world = world();
    let other = Vault::open(&Scratch::new()).unwrap();
    let webhooks = Webhooks::open(&world.directory, &other).unwrap();
    assert_eq!(webhooks.list().unwrap().len(), 1);
    let fault = webhooks.at_work(NOW).unwrap_err();
    assert!(fault.to_string().contains("vault's key"), "{fault}");
}

#[test]
fn ids_read_back_as_they_are_shown() {
    assert_eq!(WebhookId::parse("wh_17"), Some(WebhookId(17)));
    for wrong in ["17", "wh_", "wh_+1", "wh_01", "wh_99999999999"] {
        assert_eq!(WebhookId::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_long_reason_is_cut_between_characters() {
    let world = world();
    world
        .webhooks
        .disable(world.id, &"א".repeat(400), NOW)
        .unwrap();
    let why = world.webhook().disabled.unwrap().why;
    assert_eq!(why, "א".repeat(WEBHOOK_TEXT_BYTES_MAX / 2));
}

#[test]
fn the_golden_store_of_webhooks_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("webhooks-format-1.db", write_the_golden_store);
    fs::copy(&golden, directory.join(FILE)).unwrap();
    fs::copy(golden.with_extension("key"), directory.join("vault.key")).unwrap();
    let webhooks = Webhooks::open(&directory, &Vault::open(&directory).unwrap()).unwrap();
    assert_eq!(webhooks.verify().unwrap(), 1);
    let (webhook, secrets) = webhooks.at_work(NOW).unwrap().remove(0);
    assert_eq!((webhook.told, secrets.len()), (at(3), 2));
    let due = webhooks.due(webhook.id, later(30), 10).unwrap();
    assert_eq!(
        due,
        [WebhookDelivery {
            tried: 1,
            ..delivery(webhook.id, 3)
        }]
    );
}

fn write_the_golden_store(path: &Path) {
    let world = world();
    world.webhooks.rotate(world.id, later(60)).unwrap();
    world.tell(2..=3);
    world.settle(2, DeliverySettled::Taken);
    world.settle(3, DeliverySettled::Again(later(30)));
    world.webhooks.backup(path).unwrap();
    fs::copy(
        world.directory.join("vault.key"),
        path.with_extension("key"),
    )
    .unwrap();
}
