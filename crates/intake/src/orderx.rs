//! Reader of the UN/CEFACT Supply Chain Order (SCRDM-CCBDA-CIO), which Order-X profiles: order (220),
//! change (230) and response (231) share one message.

use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, joined, likely, lines_within_limit};
use crate::tree::{Node, check};
use crate::{Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity};
use vocab::{Day, Decimal};

const TRANSACTION: &str = "SupplyChainTradeTransaction";

/// True for the root of a cross-industry message (order, invoice and the like).
pub fn recognises(root: Node) -> bool {
    root.name().starts_with("SCRDMCCBDACIO") || root.name().starts_with("CrossIndustry")
}

/// Reads a cross-industry message.
pub fn read_tree(root: Node) -> Reading {
    let document = ["ExchangedDocument", "HeaderExchangedDocument"]
        .iter()
        .find_map(|name| root.at(name));
    let purpose = document.map_or(Purpose::Other, |document| purpose_of(root, document));
    let mut reading = Reading::empty(Format::OrderX, purpose);
    let guideline =
        root.word(&["ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"]);
    reading.document_type = format!("CIO {guideline}").trim_end().to_owned();
    reading.control_reference = document.and_then(|d| d.at("ID")).and_then(Node::field);
    let mut clerk = Clerk::new(&mut reading);
    match (document, purpose) {
        (Some(document), Purpose::Order | Purpose::Change | Purpose::Cancellation) => {
            read_order(&mut clerk, root, document, purpose);
        }
        _ => {
            let message = format!("a {} of this type is not an order", root.name());
            clerk.not_an_order(Severity::Notice, message);
        }
    }
    reading
}

/// UNCL 1001 document types; UNCL 1225 purpose 1 cancels, whatever the type.
fn purpose_of(root: Node, document: Node) -> Purpose {
    if root.name().contains("Invoice") {
        return Purpose::Invoice;
    }
    match (
        document.word(&["TypeCode"]),
        document.word(&["PurposeCode"]),
    ) {
        ("231", _) => Purpose::OrderResponse,
        ("380" | "381", _) => Purpose::Invoice,
        ("351", _) => Purpose::DespatchAdvice,
        ("310" | "315" | "9", _) => Purpose::PriceInformation,
        ("236" | "241", _) => Purpose::Forecast,
        (_, "1" | "3") => Purpose::Cancellation,
        ("230", _) | (_, "4" | "5") => Purpose::Change,
        _ => Purpose::Order,
    }
}

fn read_order(clerk: &mut Clerk, root: Node, document: Node, purpose: Purpose) {
    let Some(transaction) = root.at(TRANSACTION) else {
        let message = format!("expected a {TRANSACTION}, found none");
        clerk.note(
            IssueCode::Missing,
            Severity::Error,
            Some(root.place()),
            message,
        );
        return;
    };
    let mut request = OrderRequest::empty(purpose);
    let order = "ApplicableHeaderTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID";
    request.po_number = match purpose {
        Purpose::Order => clerk.text(document, &["ID"]),
        _ => clerk
            .text(transaction, &[order])
            .or_else(|| likely(clerk.text(document, &["ID"]))),
    };
    request.order_date = order_date(clerk, transaction, document, purpose);
    request.currency = clerk.currency(
        transaction,
        &["ApplicableHeaderTradeSettlement/OrderCurrencyCode"],
    );
    let party = |path: &str| transaction.at(path).map(party).unwrap_or_default();
    request.buyer = party("ApplicableHeaderTradeAgreement/BuyerTradeParty");
    request.ship_to = party("ApplicableHeaderTradeDelivery/ShipToTradeParty");
    clerk.reading.sender = request.buyer.id.clone();
    if let Some(delivery) = transaction.at("ApplicableHeaderTradeDelivery") {
        request.requested_delivery_date = wanted(clerk, delivery);
    }
    add_notes(&mut request, document.all("IncludedNote/Content"));
    lines(clerk, transaction, &mut request);
    totals(clerk, transaction, &mut request);
    clerk.finish(request);
}

fn order_date(
    clerk: &mut Clerk,
    transaction: Node,
    document: Node,
    purpose: Purpose,
) -> Stated<Day> {
    match purpose {
        Purpose::Order => clerk.day(document, &["IssueDateTime/DateTimeString", "IssueDateTime/DateTime"]),
        _ => clerk.day(
            transaction,
            &["ApplicableHeaderTradeAgreement/BuyerOrderReferencedDocument/FormattedIssueDateTime/DateTimeString"],
        ),
    }
}

fn party(node: Node) -> Party {
    let text = |paths: &[&str]| node.first(paths).and_then(Node::field);
    let parts = [
        "LineOne",
        "LineTwo",
        "LineThree",
        "PostcodeCode",
        "CityName",
        "CountrySubDivisionName",
        "CountryID",
    ];
    let address = node
        .at("PostalTradeAddress")
        .and_then(|address| joined(parts.iter().filter_map(|part| address.at(part))));
    let vat = node
        .all("SpecifiedTaxRegistration/ID")
        .into_iter()
        .find(|id| matches!(id.word(&["@schemeID"]), "VA" | ""));
    Party {
        id: text(&["ID", "GlobalID", "SpecifiedLegalOrganization/ID"]),
        name: text(&["Name", "SpecifiedLegalOrganization/TradingBusinessName"]),
        address,
        postcode: text(&["PostalTradeAddress/PostcodeCode"]),
        city: text(&["PostalTradeAddress/CityName"]),
        country: text(&["PostalTradeAddress/CountryID"]),
        tax_id: vat.and_then(Node::field),
        email: text(&["DefinedTradeContact/EmailURIUniversalCommunication/URIID"]),
        phone: text(&["DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber"]),
    }
}

/// A stated moment goes before a period, of which the end counts.
fn wanted(clerk: &mut Clerk, delivery: Node) -> Stated<Day> {
    let events = delivery.all("RequestedDeliverySupplyChainEvent");
    if events.len() > 1 {
        let message = format!(
            "{} deliveries are asked for; the last is read",
            events.len()
        );
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(events[0].place()),
            message,
        );
    }
    let paths = [
        "OccurrenceDateTime/DateTimeString",
        "OccurrenceDateTime/DateTime",
        "OccurrenceSpecifiedPeriod/EndDateTime/DateTimeString",
        "OccurrenceSpecifiedPeriod/StartDateTime/DateTimeString",
    ];
    clerk.day(*events.last()?, &paths)
}

fn lines(clerk: &mut Clerk, transaction: Node, request: &mut OrderRequest) {
    let items = transaction.all("IncludedSupplyChainTradeLineItem");
    let count = lines_within_limit(clerk, items.len());
    for (number, item) in items.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(line(clerk, item));
        add_notes(
            request,
            item.all("AssociatedDocumentLineDocument/IncludedNote/Content"),
        );
    }
    clerk.line = None;
}

fn line(clerk: &mut Clerk, item: Node) -> RequestLine {
    let net = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice";
    let gross = "SpecifiedLineTradeAgreement/GrossPriceProductTradePrice";
    let price = item.at(net).or_else(|| item.at(gross));
    let product = |paths: &[&str]| item.at("SpecifiedTradeProduct")?.first(paths)?.field();
    let delivery = item.at("SpecifiedLineTradeDelivery");
    let quantity = delivery.and_then(|delivery| delivery.at("RequestedQuantity"));
    RequestLine {
        line_no: clerk.text(item, &["AssociatedDocumentLineDocument/LineID"]),
        buyer_part: product(&["BuyerAssignedID"]),
        supplier_part: product(&["SellerAssignedID"])
            .or_else(|| likely(product(&["ManufacturerAssignedID"]))),
        gtin: product(&["GlobalID"]),
        description: product(&["Name", "Description"]),
        quantity: quantity.and_then(|quantity| clerk.decimal_of(quantity)),
        uom: quantity
            .and_then(|quantity| quantity.at("@unitCode"))
            .and_then(Node::field),
        unit_price: price.and_then(|price| clerk.decimal(price, &["ChargeAmount"])),
        price_basis: price.and_then(|price| clerk.decimal(price, &["BasisQuantity"])),
        units_per_traded_unit: None,
        requested_delivery_date: delivery.and_then(|delivery| wanted(clerk, delivery)),
        ship_to_id: delivery
            .and_then(|delivery| {
                delivery.first(&["ShipToTradeParty/ID", "ShipToTradeParty/GlobalID"])
            })
            .and_then(Node::field),
    }
}

/// The order total, and the stated sum of the lines against the stated amounts of the lines.
fn totals(clerk: &mut Clerk, transaction: Node, request: &mut OrderRequest) {
    let sums = "ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation";
    let Some(sums) = transaction.at(sums) else {
        return;
    };
    request.total = clerk.decimal(
        sums,
        &["GrandTotalAmount", "TaxBasisTotalAmount", "LineTotalAmount"],
    );
    let stated = clerk.decimal(sums, &["LineTotalAmount"]);
    let amounts = transaction.all(
        "IncludedSupplyChainTradeLineItem/SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
    );
    let amount = |node: &Node| crate::tree::values::decimal(node.text());
    let parts: Option<Vec<Decimal>> = amounts.iter().map(amount).collect();
    let complete = amounts.len() == request.lines.len();
    let issue = check::doubt_sum(&stated, &parts.filter(|_| complete).unwrap_or_default());
    if let Some(issue) = issue {
        let number = clerk.reading.requests.len();
        clerk.reading.note(issue.in_request(number));
    }
}
