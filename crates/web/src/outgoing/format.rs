//! The formats that messages are written in, with the envelopes that they travel in.

use connect::outbound::facts::Party;
use connect::outbound::{
    Charset, Confirmation, Despatch, Invoice, Message, Unsayable, WarehouseOrder, cxml, edifact,
    ubl, warehouse, x12,
};
use schemars::JsonSchema;
use serde::Deserialize;
use vocab::Instant;

/// The media type of X12 (RFC 1767).
pub const X12: &str = "application/edi-x12";
/// The media type of EDIFACT (RFC 1767).
pub const EDIFACT: &str = "application/edifact";
/// The media type of UBL and cXML (RFC 7303).
pub const XML: &str = "application/xml";

/// The media type of tables (RFC 7111).
pub const CSV: &str = "text/csv";

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MessageFormat")]
pub enum Format {
    /// ANSI ASC X12, version 005010, in ASCII.
    X12,
    /// EDIFACT D.96A, in ISO 8859-1.
    Edifact,
    /// UBL 2.1.
    Ubl,
    /// cXML 1.2.
    Cxml,
}

/// A message with what a file of it is called.
pub struct Written {
    /// The bytes, and what was lost.
    pub message: Message,
    /// Its media type.
    pub kind: &'static str,
    /// What the name of a file ends in.
    pub ending: &'static str,
}

/// Who sends to whom, when, under which number; without one it is a test.
struct Envelope<'a> {
    seller: &'a Party,
    buyer: &'a Party,
    at: Instant,
    control: Option<u32>,
    /// What names the message in cXML.
    number: &'a str,
}

impl Format {
    /// The answer to an order.
    ///
    /// # Errors
    /// [`Unsayable`].
    pub fn confirmation(
        self,
        facts: &Confirmation,
        control: Option<u32>,
    ) -> Result<Written, Unsayable> {
        let envelope = Envelope {
            seller: &facts.seller,
            buyer: &facts.buyer,
            at: facts.at,
            control,
            number: &facts.number,
        };
        self.written(match self {
            Format::X12 => x12::response(&envelope.x12(), facts),
            Format::Edifact => edifact::ordrsp(&envelope.edifact(), facts),
            Format::Ubl => ubl::order_response(facts),
            Format::Cxml => cxml::confirmation_request(&envelope.cxml(), facts),
        })
    }

    /// What a shipment brings.
    ///
    /// # Errors
    /// [`Unsayable`].
    pub fn ship_notice(self, facts: &Despatch, control: Option<u32>) -> Result<Written, Unsayable> {
        let envelope = Envelope {
            seller: &facts.seller,
            buyer: &facts.buyer,
            at: facts.at,
            control,
            number: &facts.number,
        };
        self.written(match self {
            Format::X12 => x12::ship_notice(&envelope.x12(), facts),
            Format::Edifact => edifact::desadv(&envelope.edifact(), facts),
            Format::Ubl => ubl::despatch_advice(facts),
            Format::Cxml => cxml::ship_notice_request(&envelope.cxml(), facts),
        })
    }

    /// What a shipment costs.
    ///
    /// # Errors
    /// [`Unsayable`]; cXML has no invoice here.
    pub fn invoice(
        self,
        facts: &Invoice,
        at: Instant,
        control: Option<u32>,
    ) -> Result<Written, Unsayable> {
        let envelope = Envelope {
            seller: &facts.seller,
            buyer: &facts.buyer,
            at,
            control,
            number: &facts.number,
        };
        self.written(match self {
            Format::X12 => x12::invoice(&envelope.x12(), facts),
            Format::Edifact => edifact::invoic(&envelope.edifact(), facts),
            Format::Ubl => ubl::invoice(facts),
            Format::Cxml => Err(Unsayable::Missing("a format that has invoices")),
        })
    }

    /// What a warehouse is to ship.
    ///
    /// # Errors
    /// [`Unsayable`]; only X12 has it here.
    pub fn warehouse_order(
        self,
        facts: &WarehouseOrder,
        control: Option<u32>,
    ) -> Result<Written, Unsayable> {
        let envelope = Envelope {
            seller: &facts.depositor,
            buyer: &facts.warehouse,
            at: facts.at,
            control,
            number: &facts.number,
        };
        self.written(match self {
            Format::X12 => x12::shipping_order(&envelope.x12(), facts),
            Format::Edifact | Format::Ubl | Format::Cxml => {
                Err(Unsayable::Missing("a format that has orders to warehouses"))
            }
        })
    }

    fn written(self, message: Result<Message, Unsayable>) -> Result<Written, Unsayable> {
        let (kind, ending) = match self {
            Format::X12 => (X12, "x12"),
            Format::Edifact => (EDIFACT, "edi"),
            Format::Ubl | Format::Cxml => (XML, "xml"),
        };
        Ok(Written {
            message: message?,
            kind,
            ending,
        })
    }
}

/// What a warehouse is to ship, as a table.
///
/// # Errors
/// [`Unsayable`].
pub fn warehouse_table(facts: &WarehouseOrder) -> Result<Written, Unsayable> {
    Ok(Written {
        message: warehouse::csv(facts)?,
        kind: CSV,
        ending: "csv",
    })
}

impl Envelope<'_> {
    fn x12(&self) -> x12::Envelope {
        let mailbox = |party: &Party| x12::Mailbox {
            qualifier: "ZZ".to_owned(),
            id: identity(party),
            group_id: None,
        };
        x12::Envelope {
            version: x12::Version::V5010,
            sender: mailbox(self.seller),
            receiver: mailbox(self.buyer),
            control: self.control.unwrap_or(1),
            at: self.at,
            test: self.control.is_none(),
            charset: Charset::Ascii,
        }
    }

    fn edifact(&self) -> edifact::Envelope {
        let mailbox = |party: &Party| edifact::Mailbox {
            id: identity(party),
            qualifier: party.gln.map(|_| "14".to_owned()),
        };
        edifact::Envelope {
            directory: edifact::Directory::D96A,
            association: None,
            sender: mailbox(self.seller),
            receiver: mailbox(self.buyer),
            control: self.control.unwrap_or(1),
            at: self.at,
            test: self.control.is_none(),
            charset: Charset::Latin1,
        }
    }

    fn cxml(&self) -> cxml::Envelope {
        let credential = |party: &Party| cxml::Credential {
            domain: "NetworkID".to_owned(),
            identity: identity(party),
        };
        cxml::Envelope {
            payload_id: format!("{}.{}@{}", self.at, self.number, identity(self.seller)),
            at: self.at,
            from: credential(self.seller),
            to: credential(self.buyer),
            sender: credential(self.seller),
            shared_secret: None,
            test: self.control.is_none(),
        }
    }
}

/// What a party goes by between machines: its GLN, else its code, else its name.
fn identity(party: &Party) -> String {
    let gln = party.gln.map(|gln| gln.to_string());
    gln.or_else(|| party.code.clone())
        .unwrap_or_else(|| party.name.clone())
}
