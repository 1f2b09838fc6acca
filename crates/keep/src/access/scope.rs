//! Scopes: what a key or a user may be used for, one bit each.

macro_rules! scopes {
    ($($(#[$doc:meta])* $bit:literal $name:ident = $word:literal,)*) => {
        /// What a key or a user may do. The bits are stored and never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            $($(#[$doc])* $name,)*
        }

        impl Scope {
            /// Every scope.
            pub const ALL: &'static [Scope] = &[$(Scope::$name,)*];

            /// The word for it in commands and problems.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Scope::$name => $word,)*
                }
            }

            const fn bit(self) -> u32 {
                match self {
                    $(Scope::$name => 1 << $bit,)*
                }
            }
        }
    };
}

scopes! {
    /// See orders.
    0 OrdersRead = "orders:read",
    /// Place, amend, cancel and hold orders.
    1 OrdersWrite = "orders:write",
    /// See documents and what was read from them.
    2 DocumentsRead = "documents:read",
    /// Send documents.
    3 DocumentsWrite = "documents:write",
    /// Ask what could be promised.
    4 AvailabilityRead = "availability:read",
    /// Use the console.
    5 Console = "console",
    /// Release orders from their holds.
    6 HoldsRelease = "holds:release",
    /// See items, prices, sites and lanes.
    7 CatalogueRead = "catalogue:read",
    /// Change items, prices, sites and lanes.
    8 CatalogueWrite = "catalogue:write",
    /// See customers and their places of delivery.
    9 CustomersRead = "customers:read",
    /// Change customers and their places of delivery.
    10 CustomersWrite = "customers:write",
    /// See stock and supply.
    11 StockRead = "stock:read",
    /// Count and adjust stock; announce, change and receive supply.
    12 StockWrite = "stock:write",
    /// Release to a warehouse, pick, pack, ship and deliver.
    13 FulfilmentWrite = "fulfilment:write",
    /// Correct, accept and decline what is in review.
    14 RequestsDecide = "requests:decide",
    /// Open returns, receive and settle them.
    15 ReturnsWrite = "returns:write",
    /// See measures.
    16 MeasuresRead = "measures:read",
    /// See the policy.
    17 PolicyRead = "policy:read",
    /// Change the policy.
    18 PolicyWrite = "policy:write",
    /// Make, change and end users and keys.
    19 AccessManage = "access:manage",
    /// Make, change and remove webhooks, and recipients of business documents.
    20 WebhooksManage = "webhooks:manage",
    /// Follow events.
    21 EventsRead = "events:read",
    /// See the audit trail.
    22 AuditRead = "audit:read",
    /// See exceptions: promises in trouble, and what could be done.
    23 ExceptionsRead = "exceptions:read",
    /// Approve solutions of exceptions, leave exceptions as they are, and take solutions back.
    24 ExceptionsDecide = "exceptions:decide",
}

impl Scope {
    /// Reads the word of [`Scope::as_str`].
    pub fn parse(word: &str) -> Option<Scope> {
        Scope::ALL
            .iter()
            .copied()
            .find(|scope| scope.as_str() == word)
    }

    /// True when a key or user of one customer may have it, see [`CUSTOMER_SCOPES`].
    pub fn open_to_customers(self) -> bool {
        CUSTOMER_SCOPES.contains(self)
    }
}

/// What a key or user that is one customer's may do at most, with that customer's things.
pub const CUSTOMER_SCOPES: Scopes = Scopes::of(&[
    Scope::OrdersRead,
    Scope::OrdersWrite,
    Scope::DocumentsRead,
    Scope::DocumentsWrite,
    Scope::AvailabilityRead,
    Scope::CatalogueRead,
    Scope::EventsRead,
]);

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u32);

impl Scopes {
    /// No scope.
    pub const NONE: Scopes = Scopes(0);

    /// Every scope.
    pub const fn all() -> Scopes {
        Scopes::of(Scope::ALL)
    }

    /// These scopes.
    pub const fn of(scopes: &[Scope]) -> Scopes {
        let (mut bits, mut at) = (0, 0);
        while at < scopes.len() {
            bits |= scopes[at].bit();
            at += 1;
        }
        Scopes(bits)
    }

    /// True when the scope is one of them.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// True when there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    pub const fn union(self, other: Scopes) -> Scopes {
        Scopes(self.0 | other.0)
    }

    /// What is in both.
    pub const fn intersection(self, other: Scopes) -> Scopes {
        Scopes(self.0 & other.0)
    }

    /// What is in these and not in the others.
    pub const fn without(self, others: Scopes) -> Scopes {
        Scopes(self.0 & !others.0)
    }

    /// True when each of them is in the others.
    pub const fn is_subset_of(self, others: Scopes) -> bool {
        self.without(others).is_empty()
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .iter()
            .copied()
            .filter(move |scope| self.contains(*scope))
    }

    /// The scopes' words, in the order of [`Scope::ALL`].
    pub fn words(self) -> Vec<&'static str> {
        self.iter().map(Scope::as_str).collect()
    }

    /// As they are stored.
    pub(super) fn bits(self) -> u32 {
        self.0
    }

    /// From what is stored. A bit that means nothing here gives no right.
    pub(super) fn from_bits(bits: u32) -> Scopes {
        Scopes(bits)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        Scopes(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scope_has_its_own_word_and_bit_and_reads_back() {
        for (at, scope) in Scope::ALL.iter().enumerate() {
            assert_eq!(Scope::parse(scope.as_str()), Some(*scope));
            assert_eq!(Scopes::of(&[*scope]).bits(), 1 << at);
            assert_eq!(Scopes::of(&[*scope]).iter().collect::<Vec<_>>(), [*scope]);
        }
        assert_eq!(Scope::parse("everything"), None);
        assert_eq!(Scopes::all().iter().count(), Scope::ALL.len());
    }

    #[test]
    fn sets_of_scopes_are_joined_cut_and_compared() {
        let (read, write) = (Scope::OrdersRead, Scope::OrdersWrite);
        let both = Scopes::of(&[read, write]);
        assert_eq!(Scopes::of(&[read]).union(Scopes::of(&[write])), both);
        assert_eq!(
            both.intersection(Scopes::of(&[write])).words(),
            ["orders:write"]
        );
        assert_eq!(both.without(Scopes::of(&[write])).words(), ["orders:read"]);
        assert!(Scopes::of(&[read]).is_subset_of(both) && !both.is_subset_of(Scopes::of(&[read])));
        assert!(Scopes::NONE.is_subset_of(Scopes::NONE) && Scopes::NONE.is_empty());
        assert_eq!([write, read].into_iter().collect::<Scopes>(), both);
    }

    #[test]
    fn a_customer_may_order_and_look_but_never_see_the_company() {
        let open: Vec<&str> = Scope::ALL
            .iter()
            .filter(|scope| scope.open_to_customers())
            .map(|scope| scope.as_str())
            .collect();
        let told = "orders:read orders:write documents:read documents:write availability:read \
                    catalogue:read events:read";
        assert_eq!(open.join(" "), told);
    }
}
