//! The outbox in the settings: who is sent what, and sending it again.

use super::browser::Browser;
use super::world::World;

const LIST: &str = "/settings/outbox";
const RECIPIENT: &str = "/settings/outbox/recipient";

#[tokio::test]
async fn a_recipient_is_made_changed_and_removed_on_the_page_of_the_outbox() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let empty = admin.get(&world, LIST).await.body;
    for words in ["Nobody is sent anything yet.", "No messages."] {
        assert!(empty.contains(words), "{words}: {empty}");
    }
    let fields = "name=shop&customer=C-1001&messages=confirmation&format=ubl";
    let change = fields.replace("confirmation", "change");
    let wrong = admin.send(&world, RECIPIENT, RECIPIENT, &change).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("take confirmation, too"),
        "{}",
        wrong.body
    );
    let nameless = fields.replace("name=shop", "name=The+Shop");
    let wrong = admin.send(&world, RECIPIENT, RECIPIENT, &nameless).await;
    assert!(wrong.body.contains("small letters"), "{}", wrong.body);
    let made = admin.send(&world, RECIPIENT, RECIPIENT, fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let list = admin.get(&world, LIST).await.body;
    for words in ["shop", "C-1001", "confirmation", "ubl"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let form = admin
        .get(&world, "/settings/outbox/recipient?name=shop")
        .await;
    assert!(form.body.contains("C-1001"), "{}", form.body);
    let gone = "/settings/outbox/recipients/shop/remove";
    let removed = admin.send(&world, LIST, gone, "").await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    let list = admin.get(&world, LIST).await.body;
    assert!(list.contains("Nobody is sent anything yet."), "{list}");
}
