//! Which part of the inbox someone works through: it goes along from request to request.

use serde::Deserialize;
use std::fmt::Write;
use views::{Concern, RequestFilter, RequestState};
use vocab::{CustomerId, Day};

/// Days from today within which goods are wanted soon.
const SOON_DAYS: i32 = 1;

/// What narrows the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Within {
    /// With a reason about this.
    pub(super) about: Option<Concern>,
    /// Number of the customer.
    pub(super) customer: Option<String>,
    /// Present when it is wanted soon, or was.
    pub(super) soon: Option<String>,
}

impl Within {
    /// As the lists are asked; `customer` is the id of its number.
    pub(super) fn filter(&self, customer: Option<CustomerId>, today: Day) -> RequestFilter {
        RequestFilter {
            state: Some(RequestState::Review),
            customer,
            concern: self.about,
            wanted_by: self.soon.as_ref().map(|_| today.plus(SOON_DAYS)),
            ..RequestFilter::default()
        }
    }

    /// The customer's number; an empty one is none.
    pub(super) fn customer(&self) -> Option<&str> {
        self.customer.as_deref().filter(|code| !code.is_empty())
    }

    pub(super) fn is_narrow(&self) -> bool {
        self.about.is_some() || self.customer().is_some() || self.soon.is_some()
    }

    /// As it stands in an address: nothing, or `?about=item&soon=yes`.
    pub(super) fn query(&self) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let before = if query.is_empty() { '?' } else { '&' };
            let value =
                percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            write!(query, "{before}{name}={value}").expect("a string takes what is written");
        };
        if let Some(concern) = self.about {
            add("about", concern.as_str());
        }
        if let Some(code) = self.customer() {
            add("customer", code);
        }
        if self.soon.is_some() {
            add("soon", "yes");
        }
        query
    }

    /// An address with this and one thing more.
    pub(super) fn address(&self, path: &str, name: &str, value: &str) -> String {
        let query = self.query();
        let before = if query.is_empty() { '?' } else { '&' };
        format!("{path}{query}{before}{name}={value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_narrows_the_inbox_stands_in_its_address() {
        let all = Within::default();
        assert_eq!(all.query(), "");
        assert_eq!(all.address("/review", "was", "7"), "/review?was=7");
        let narrow = Within {
            about: Some(Concern::Item),
            customer: Some("C&1".to_owned()),
            soon: Some("yes".to_owned()),
        };
        assert_eq!(narrow.query(), "?about=item&customer=C%261&soon=yes");
        assert!(narrow.is_narrow() && !all.is_narrow());
        let filter = narrow.filter(None, Day(100));
        assert_eq!(filter.wanted_by, Some(Day(101)));
    }
}
