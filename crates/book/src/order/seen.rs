//! What a person saw of an order before giving a command: when the order has changed since, the
//! command was not meant for what it is now.

use super::arena::Orders;
use crate::Book;
use crate::refusal::{Code, Refusal};
use siphasher::sip::SipHasher24;
use std::hash::Hasher;
use vocab::OrderId;

/// An order as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which order.
    pub order: OrderId,
    /// Its [`Orders::version`] then.
    pub version: u64,
}

impl Seen {
    /// Whether the order still is as it was seen; one that is finished is told so by the command
    /// itself.
    ///
    /// # Errors
    /// [`Code::Changed`].
    pub fn check(&self, book: &Book) -> Result<(), Refusal> {
        match book.orders.version(self.order) {
            Some(version) if version != self.version => {
                let number = self.order.number();
                let message = format!("{number} has changed since it was looked at");
                Err(Refusal::new(Code::Changed, message))
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Orders {
    /// A fingerprint of everything that an open order is: when it is the same, so is the order.
    /// `None` once the order is finished.
    pub fn version(&self, id: OrderId) -> Option<u64> {
        let mut hasher = SipHasher24::new();
        self.with_packed(id, |bytes| hasher.write(bytes))?;
        Some(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Bench;

    fn version(bench: &Bench) -> Option<u64> {
        bench.book.orders.version(OrderId(0))
    }

    #[test]
    fn an_order_has_another_version_after_each_change_and_none_when_it_is_finished() {
        let mut bench = Bench::new();
        bench.step("stock DC1 COFFEE 10");
        bench.step("order C1 COFFEE 3, COFFEE 4");
        let placed = version(&bench);
        bench.step("order C1 COFFEE 1");
        assert_eq!(version(&bench), placed, "another order changes nothing");
        bench.step("cancel SO-100000 1");
        let changed = version(&bench);
        assert!(placed.is_some() && changed.is_some() && placed != changed);
        bench.step("cancel SO-100000");
        assert_eq!(version(&bench), None);
    }

    #[test]
    fn what_was_meant_for_an_order_that_has_changed_since_is_refused() {
        let mut bench = Bench::new();
        bench.step("stock DC1 COFFEE 10");
        bench.step("order C1 COFFEE 3, COFFEE 4");
        let seen = Seen {
            order: OrderId(0),
            version: version(&bench).unwrap(),
        };
        assert_eq!(seen.check(&bench.book), Ok(()));
        bench.step("cancel SO-100000 1");
        let refusal = seen.check(&bench.book).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "SO-100000 has changed since it was looked at (changed)"
        );
    }
}
