//! Who buys, where goods go and where they leave, as others know them.

use super::{Gathering, Unknown};
use connect::outbound::facts::{Address, Contact, Party};
use import::{customer_subject, ship_to_subject};
use keep::Personal;
use views::{CustomerView, OrderView, SiteRef};
use vocab::Gln;

impl Gathering<'_> {
    /// Who ordered, and where the goods go: without an address of its own, to the buyer.
    pub(super) fn buyer_and_ship_to(&self, order: &OrderView) -> Result<(Party, Party), Unknown> {
        let customer = self.views.customer_view(order.order.customer)?;
        let customer = customer.ok_or(Unknown::Absent)?;
        let buyer = self.buyer(&customer)?;
        let ship_to = self.ship_to(order, &customer, &buyer)?;
        Ok((buyer, ship_to))
    }

    fn buyer(&self, customer: &CustomerView) -> Result<Party, Unknown> {
        let id = customer.summary.customer.id;
        let personal = self.person(customer_subject(id))?;
        let code = &customer.summary.customer.code;
        Ok(party(&personal, code, customer.gln.as_deref()))
    }

    fn ship_to(
        &self,
        order: &OrderView,
        customer: &CustomerView,
        buyer: &Party,
    ) -> Result<Party, Unknown> {
        let Some(id) = order.order.ship_to else {
            return Ok(buyer.clone());
        };
        let code = order.order.ship_to_code.clone().unwrap_or_default();
        let buyer_id = customer.summary.customer.id;
        let row = self.views.ship_to_by_code(buyer_id, &code)?;
        let personal = self.person(ship_to_subject(id))?;
        let gln = row.and_then(|row| row.gln);
        let place = party(&personal, &code, gln.as_deref());
        Ok(match personal.name.is_empty() {
            true => Party {
                name: buyer.name.clone(),
                ..place
            },
            false => place,
        })
    }

    /// A site of the company's own: it has a name only, and the company's country.
    pub(super) fn ship_from(&self, site: &SiteRef) -> Party {
        let name = if site.name.is_empty() {
            &site.code
        } else {
            &site.name
        };
        Party {
            name: name.clone(),
            code: Some(site.code.clone()),
            address: Address {
                country: self.seller.party.address.country.clone(),
                ..Address::default()
            },
            ..Party::default()
        }
    }
}

/// A party whose name is not known is called by its code.
fn party(personal: &Personal, code: &str, gln: Option<&str>) -> Party {
    let name = if personal.name.is_empty() {
        code
    } else {
        &personal.name
    };
    Party {
        name: name.to_owned(),
        gln: gln.and_then(Gln::parse),
        code: Some(code.to_owned()),
        tax_number: given(&personal.tax_id),
        address: Address {
            street: personal.address.clone(),
            city: given(&personal.city),
            region: given(&personal.region),
            postcode: given(&personal.postcode),
            country: given(&personal.country),
        },
        contact: Contact {
            name: given(&personal.contact),
            phone: personal.phones.first().cloned(),
            email: personal.emails.first().cloned(),
        },
    }
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
