//! The terms of an order as they are told outside: sites by their codes.

use book::order::Terms;
use serde::Serialize;
use vocab::{Day, SiteId, Split};

/// How an order wants to be served; what is absent is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Terms")
)]
pub struct TermsTold {
    /// How far it may be split; its customer may allow less.
    pub split: Split,
    /// Nothing leaves after this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_ship_date: Option<Day>,
    /// Code of the site where the goods are fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_site: Option<String>,
    /// Code of the site that everything comes from whenever it can give all of it in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_site: Option<String>,
}

impl TermsTold {
    /// Terms with the codes of their sites.
    ///
    /// # Errors
    /// What looking up a code fails with.
    pub fn of<E>(
        terms: &Terms,
        mut code: impl FnMut(SiteId) -> Result<String, E>,
    ) -> Result<TermsTold, E> {
        Ok(TermsTold {
            split: terms.split,
            latest_ship_date: terms.latest_ship,
            pickup_site: terms.pickup.map(&mut code).transpose()?,
            preferred_site: terms.preferred.map(&mut code).transpose()?,
        })
    }
}
