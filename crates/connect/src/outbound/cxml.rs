//! cXML 1.2: ConfirmationRequest and ShipNoticeRequest, as they are posted to a buyer's network.

mod confirmation;
mod notice;
#[cfg(test)]
mod tests;

pub use confirmation::confirmation_request;
pub use notice::ship_notice_request;

use super::facts::OrderReference;
use super::message::{Message, Unsayable};
use super::stamp::{midnight, moment};
use super::xml::{Element, element, said};
use std::fmt;
use vocab::Instant;

/// The version whose DTD is named.
const VERSION: &str = "1.2.050";

/// Who is sent to, and how.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What identifies this message for ever: `TIME.NUMBER@HOST`.
    pub payload_id: String,
    /// When.
    pub at: Instant,
    /// Who sells.
    pub from: Credential,
    /// Who buys.
    pub to: Credential,
    /// Who posts: the seller, or the network that it posts by.
    pub sender: Credential,
    /// What the sender proves itself with, where no certificate does.
    pub shared_secret: Option<String>,
    /// Whether it is a test.
    pub test: bool,
}

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The list that the identity is of: `NetworkID`, `DUNS`.
    pub domain: String,
    /// The identity.
    pub identity: String,
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("payload_id", &self.payload_id)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

impl Envelope {
    /// The message of one request.
    fn wrap(&self, request: Element) -> Message {
        let mode = if self.test { "test" } else { "production" };
        let root = element("cXML")
            .at("payloadID", &self.payload_id)
            .at("timestamp", moment(self.at))
            .at("version", VERSION)
            .at("xml:lang", "en-US")
            .and(self.header())
            .and(element("Request").at("deploymentMode", mode).and(request));
        let dtd = format!("http://xml.cxml.org/schemas/cXML/{VERSION}/Fulfill.dtd");
        Message::xml(&root, &format!("<!DOCTYPE cXML SYSTEM \"{dtd}\">\n"))
    }

    fn header(&self) -> Element {
        let secret = self.shared_secret.as_ref();
        let secret = secret.map(|secret| said("SharedSecret", secret));
        let sender = self.sender.element().with(secret);
        let agent = concat!("Kept ", env!("CARGO_PKG_VERSION"));
        element("Header")
            .and(element("From").and(self.from.element()))
            .and(element("To").and(self.to.element()))
            .and(element("Sender").and(sender).and(said("UserAgent", agent)))
    }
}

impl Credential {
    fn element(&self) -> Element {
        let identity = said("Identity", &self.identity);
        element("Credential")
            .at("domain", &self.domain)
            .and(identity)
    }
}

/// The buyer's order, which cXML names by the payload id that it came with.
fn order_reference(order: &OrderReference) -> Result<Element, Unsayable> {
    let document = order.document.as_ref();
    let document = document.ok_or(Unsayable::Missing("the payload id of the order"))?;
    Ok(element("OrderReference")
        .at("orderID", &order.po_number)
        .at_if("orderDate", order.po_date.map(midnight))
        .and(element("DocumentReference").at("payloadID", document)))
}

/// The number of a line, which has to be a number here.
fn line_number(reference: &super::facts::LineReference) -> u32 {
    let theirs = reference.theirs.as_deref();
    let theirs = theirs.and_then(|number| number.trim().parse().ok());
    theirs.unwrap_or(reference.number)
}
