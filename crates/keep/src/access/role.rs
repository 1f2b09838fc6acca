//! Roles: the scopes that people of one kind of work need.

use super::scope::{Scope, Scopes};

/// What a user is here for. The words are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees everything but the audit trail, and changes nothing.
    Viewer,
    /// The order desk: places and changes orders, decides what is in review and about exceptions.
    Desk,
    /// Keeps stock, supply, catalogue and customers, places orders, and decides about exceptions.
    Planner,
    /// Works in a warehouse: picks, packs, ships, takes returns.
    Picker,
    /// Does everything, users and keys included.
    Admin,
}

/// What whoever looks may see.
const SEEING: Scopes = Scopes::of(&[
    Scope::OrdersRead,
    Scope::DocumentsRead,
    Scope::AvailabilityRead,
    Scope::Console,
    Scope::CatalogueRead,
    Scope::CustomersRead,
    Scope::StockRead,
    Scope::MeasuresRead,
    Scope::PolicyRead,
    Scope::EventsRead,
    Scope::ExceptionsRead,
]);

/// What the order desk does besides looking.
const AT_THE_DESK: Scopes = Scopes::of(&[
    Scope::OrdersWrite,
    Scope::HoldsRelease,
    Scope::DocumentsWrite,
    Scope::RequestsDecide,
    Scope::ReturnsWrite,
    Scope::ExceptionsDecide,
]);

/// What a planner does besides looking.
const PLANNING: Scopes = Scopes::of(&[
    Scope::StockWrite,
    Scope::CatalogueWrite,
    Scope::CustomersWrite,
    Scope::OrdersWrite,
    Scope::ExceptionsDecide,
]);

/// What a picker sees and does.
const PICKING: Scopes = Scopes::of(&[
    Scope::OrdersRead,
    Scope::StockRead,
    Scope::CatalogueRead,
    Scope::FulfilmentWrite,
    Scope::ReturnsWrite,
    Scope::Console,
]);

impl Role {
    /// Every role, from the one that may do least.
    pub const ALL: [Role; 5] = [
        Role::Viewer,
        Role::Desk,
        Role::Planner,
        Role::Picker,
        Role::Admin,
    ];

    /// The word for it in commands, forms and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Desk => "desk",
            Role::Planner => "planner",
            Role::Picker => "picker",
            Role::Admin => "admin",
        }
    }

    /// Reads the word of [`Role::as_str`].
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What users of the role may do. A user of one customer may do less, see
    /// [`CUSTOMER_SCOPES`](super::CUSTOMER_SCOPES).
    pub fn scopes(self) -> Scopes {
        match self {
            Role::Viewer => SEEING,
            Role::Desk => SEEING.union(AT_THE_DESK),
            Role::Planner => SEEING.union(PLANNING),
            Role::Picker => PICKING,
            Role::Admin => Scopes::all(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_its_own_word_and_reads_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("root"), None);
    }

    /// Who may do what, one line a scope. A change of it is a change of people's rights.
    #[test]
    fn the_roles_and_what_they_may_do() {
        let line = |scope: &Scope| {
            let may = Role::ALL
                .into_iter()
                .filter(|role| role.scopes().contains(*scope))
                .map(Role::as_str);
            format!("{}: {}", scope.as_str(), may.collect::<Vec<_>>().join(" "))
        };
        let table: Vec<String> = Scope::ALL.iter().map(line).collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        orders:read: viewer desk planner picker admin
        orders:write: desk planner admin
        documents:read: viewer desk planner admin
        documents:write: desk admin
        availability:read: viewer desk planner admin
        console: viewer desk planner picker admin
        holds:release: desk admin
        catalogue:read: viewer desk planner picker admin
        catalogue:write: planner admin
        customers:read: viewer desk planner admin
        customers:write: planner admin
        stock:read: viewer desk planner picker admin
        stock:write: planner admin
        fulfilment:write: picker admin
        requests:decide: desk admin
        returns:write: desk picker admin
        measures:read: viewer desk planner admin
        policy:read: viewer desk planner admin
        policy:write: admin
        access:manage: admin
        webhooks:manage: admin
        events:read: viewer desk planner admin
        audit:read: admin
        exceptions:read: viewer desk planner admin
        exceptions:decide: desk planner admin
        ");
    }
}
