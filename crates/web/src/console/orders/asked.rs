//! What the address of the list says: what narrows and sorts it, each by its name, as it was typed.

use crate::console::listing::PLAIN;
use axum::extract::Query;
use axum::http::Uri;
use percent_encoding::utf8_percent_encode;
use std::collections::BTreeMap;

/// Longest value that is taken, in characters; the rest is cut off.
pub(super) const VALUE_CHARS_MAX: usize = 200;
/// The word for what is ticked.
pub(super) const YES: &str = "yes";
/// The word for what must not be.
pub(super) const NO: &str = "no";

macro_rules! names {
    ($($name:ident = $word:literal,)*) => {
        /// What an address of the list can say, in the order that it is written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Name {
            $($name,)*
        }

        impl Name {
            pub(super) const ALL: &[Name] = &[$(Name::$name,)*];

            /// As it stands in the address and in forms.
            pub(super) fn as_str(self) -> &'static str {
                match self {
                    $(Name::$name => $word,)*
                }
            }
        }
    };
}

names! {
    State = "state",
    Hold = "hold",
    Late = "late",
    Backordered = "backordered",
    Text = "q",
    Customer = "customer",
    Item = "item",
    Site = "site",
    Stage = "stage",
    LeavesTo = "leaves_to",
    PlacedFrom = "placed_from",
    PlacedTo = "placed_to",
    RequestedFrom = "requested_from",
    RequestedTo = "requested_to",
    PromisedFrom = "promised_from",
    PromisedTo = "promised_to",
    FinishedFrom = "finished_from",
    FinishedTo = "finished_to",
    BacklogOf = "backlog_of",
    Touchless = "touchless",
    BeganHeld = "began_held",
    OnTimeInFull = "on_time_in_full",
    Sort = "sort",
    After = "after",
}

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    said: BTreeMap<Name, String>,
}

impl Asked {
    /// What this address says; what is empty or has no name here is passed over.
    pub(super) fn of(uri: &Uri) -> Asked {
        let pairs: Query<Vec<(String, String)>> = Query::try_from_uri(uri).unwrap_or_default();
        let mut said = BTreeMap::new();
        for (word, value) in pairs.0 {
            let name = Name::ALL.iter().find(|name| name.as_str() == word);
            let value: String = value.trim().chars().take(VALUE_CHARS_MAX).collect();
            if let Some(name) = name.filter(|_| !value.is_empty()) {
                said.entry(*name).or_insert(value);
            }
        }
        Asked { said }
    }

    /// What this query says, as [`Asked::query`] writes it.
    pub(super) fn parse(query: &str) -> Asked {
        let uri = format!("/?{query}").parse();
        uri.map_or_else(|_| Asked::default(), |uri| Asked::of(&uri))
    }

    pub(super) fn get(&self, name: Name) -> Option<&str> {
        self.said.get(&name).map(String::as_str)
    }

    pub(super) fn has(&self, name: Name) -> bool {
        self.said.contains_key(&name)
    }

    pub(super) fn is(&self, name: Name, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// The same with this value, from the first page on.
    pub(super) fn with(&self, name: Name, value: &str) -> Asked {
        let mut asked = self.without(&[Name::After]);
        asked.said.insert(name, value.to_owned());
        asked
    }

    /// The same without these, from the first page on.
    pub(super) fn without(&self, names: &[Name]) -> Asked {
        let kept = self.said.iter();
        let kept = kept.filter(|(name, _)| **name != Name::After && !names.contains(name));
        let said = kept.map(|(name, value)| (*name, value.clone())).collect();
        Asked { said }
    }

    /// What narrows the list, in order.
    pub(super) fn narrowings(&self) -> impl Iterator<Item = (Name, &str)> {
        let all = self.said.iter();
        let narrowing = all.filter(|(name, _)| !matches!(name, Name::Sort | Name::After));
        narrowing.map(|(name, value)| (*name, value.as_str()))
    }

    /// As it stands behind the question mark.
    pub(super) fn query(&self) -> String {
        let pair = |(name, value): (&Name, &String)| {
            format!("{}={}", name.as_str(), utf8_percent_encode(value, PLAIN))
        };
        let pairs: Vec<String> = self.said.iter().map(pair).collect();
        pairs.join("&")
    }

    /// The address of this list.
    pub(super) fn address(&self) -> String {
        self.address_at("/orders")
    }

    /// The address of another page about this list.
    pub(super) fn address_at(&self, path: &str) -> String {
        match self.said.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", self.query()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_list_says_what_is_shown() {
        let asked = |address: &str| Asked::of(&address.parse().unwrap());
        let cases = [
            ("/", "/orders"),
            (
                "/orders?state=held&customer=&nonsense=1",
                "/orders?state=held",
            ),
            (
                "/orders?q=+a%26b+%D7%A9&state=open&lang=he",
                "/orders?state=open&q=a%26b%20%D7%A9",
            ),
            (
                "/orders?late=yes&late=no&after=7_7",
                "/orders?late=yes&after=7_7",
            ),
            ("/orders?q=%FF%00", "/orders?q=%EF%BF%BD%00"),
        ];
        for (given, kept) in cases {
            assert_eq!(asked(given).address(), kept, "{given}");
        }
        let second = asked("/orders?state=held&after=7_7");
        assert_eq!(
            second.with(Name::Site, "TLV").address(),
            "/orders?state=held&site=TLV"
        );
        assert_eq!(second.without(&[Name::State]).address(), "/orders");
    }
}
