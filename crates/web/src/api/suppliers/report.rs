//! What suppliers say they have, X12 846 and EDIFACT INVRPT: taken up line by line, and what can't be is
//! told.

use crate::body;
use crate::call::{Call, json, note};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::stock::supplier::{LEAD_DAYS_MAX, Offered, OnTerms, of_item};
use book::{Book, Command};
use intake::report::{self, Reports, Stocked, StockedLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vocab::{Gtin, ItemId, Quantity, SiteId, Unit};

/// The most lines of one report.
const LINES_MAX: usize = 10_000;

/// Who sends it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SupplierStockReportQuery")]
pub(super) struct Asked {
    /// The supplier's code; left out, what the report calls it is looked up.
    supplier: Option<String>,
}

/// What came of a report.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "SupplierStockReportTold")]
pub(super) struct Taken {
    /// How many rows of supplier stock were noted.
    noted: usize,
    /// What needs a person.
    refused: Vec<Refused>,
    /// Messages of other kinds, and lines beyond the limit.
    passed_over: usize,
}

/// A line, or a whole report, that could not be taken up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SupplierStockLineRefused")]
struct Refused {
    /// Whose it is, as the report says.
    supplier: Option<String>,
    /// The number of the line; null where it is about the whole report.
    line: Option<String>,
    /// What the report calls the item.
    item: Option<String>,
    /// Why.
    detail: String,
}

/// `POST /v1/supplier-stock/reports`
pub(super) async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Asked = call.query()?;
    let limit = call.app.limits.json_bytes;
    let bytes = body::read(body, &call.head.headers, limit).await?;
    let read = call.app.blocking(move |app| {
        let reports = report::read(&bytes);
        check(&reports)?;
        let book = app.engine.copy()?.into_book();
        Ok::<_, Problem>(Reader::of(&book, &reports).read(&reports, asked.supplier.as_deref()))
    });
    let (rows, taken) = read.await??;
    let mut last = None;
    if !rows.is_empty() {
        let command = Command::PutSupplierStock(rows.into_iter().collect());
        // A report that comes again puts the same again.
        last = Some(call.decide_as(None, None, command, |_| ()).await?.seq);
    }
    let mut response = json(StatusCode::OK, &taken);
    note(response.headers_mut(), last, None);
    Ok(response)
}

fn check(reports: &Reports) -> Result<(), Problem> {
    let lines: usize = reports.stocked.iter().map(|one| one.lines.len()).sum();
    if lines == 0 {
        let detail = "nothing that a supplier has is in it: X12 846 and EDIFACT INVRPT are read";
        return Err(Problem::web(Code::BadValue).because(detail));
    }
    match lines > LINES_MAX {
        true => {
            let detail = format!("at most {LINES_MAX} lines are taken at once");
            Err(Problem::web(Code::TooLarge).because(detail))
        }
        false => Ok(()),
    }
}

type Rows = BTreeMap<Offered, OnTerms>;

/// What the reports are read by: the book, and the items and sites that they name.
struct Reader<'a> {
    book: &'a Book,
    suppliers: BTreeMap<String, &'a str>,
    sites: BTreeMap<String, SiteId>,
    codes: HashMap<&'a str, ItemId>,
    gtins: HashMap<Gtin, (ItemId, Unit)>,
}

/// As codes are compared: case and outer blanks do not count.
fn plain(code: &str) -> String {
    code.trim().to_lowercase()
}

impl<'a> Reader<'a> {
    fn of(book: &'a Book, reports: &Reports) -> Reader<'a> {
        let lines = || reports.stocked.iter().flat_map(|one| &one.lines);
        let named: BTreeSet<&str> = lines()
            .flat_map(|line| [&line.item, &line.theirs])
            .flatten()
            .map(String::as_str)
            .collect();
        let marked: BTreeSet<Gtin> = lines().filter_map(|line| line.gtin).collect();
        let suppliers = book.stock.suppliers.keys().map(|row| row.supplier.as_str());
        let sites = (0..).map(SiteId).zip(book.company.sites.iter());
        let mut reader = Reader {
            book,
            suppliers: suppliers.map(|code| (plain(code), code)).collect(),
            sites: sites.map(|(id, site)| (plain(&site.code), id)).collect(),
            codes: HashMap::new(),
            gtins: HashMap::new(),
        };
        // A copy of the book finds nothing by its code.
        for (id, item) in (0..).map(ItemId).zip(book.company.items.iter()) {
            if named.contains(item.code.as_str()) {
                reader.codes.insert(&item.code, id);
            }
            let gtins = item.gtins.iter().filter(|(gtin, _)| marked.contains(gtin));
            reader
                .gtins
                .extend(gtins.map(|(gtin, unit)| (*gtin, (id, *unit))));
        }
        reader
    }

    fn read(&self, reports: &Reports, said: Option<&str>) -> (Rows, Taken) {
        let mut rows = Rows::new();
        let left_out = reports.stocked.iter().map(|one| one.lines_left_out);
        let mut taken = Taken {
            passed_over: reports.left_out
                + reports.events.len()
                + reports.shipped.len()
                + left_out.sum::<usize>(),
            ..Taken::default()
        };
        for stocked in &reports.stocked {
            match self.supplier(stocked, said) {
                Ok(supplier) => self.lines(stocked, supplier, &mut rows, &mut taken),
                Err(detail) => taken.refused.push(Refused {
                    supplier: stocked.suppliers.first().cloned(),
                    line: None,
                    item: None,
                    detail,
                }),
            }
        }
        taken.noted = rows.len();
        (rows, taken)
    }

    /// Who tells it, by what the report calls the supplier, else by who sent it.
    fn supplier<'b>(
        &'b self,
        stocked: &'b Stocked,
        said: Option<&'b str>,
    ) -> Result<&'b str, String> {
        if let Some(said) = said {
            return Ok(self.suppliers.get(&plain(said)).copied().unwrap_or(said));
        }
        let mut names = stocked.suppliers.iter().chain(&stocked.senders);
        let known = names.find_map(|name| self.suppliers.get(&plain(name)));
        known.copied().ok_or_else(|| {
            "no supplier with stock is known by what the report calls it; say ?supplier=".to_owned()
        })
    }

    fn lines(&self, stocked: &Stocked, supplier: &str, rows: &mut Rows, taken: &mut Taken) {
        for line in &stocked.lines {
            match self.line(stocked, supplier, line) {
                Ok((offered, terms)) => drop(rows.insert(offered, terms)),
                Err(detail) => taken.refused.push(Refused {
                    supplier: Some(supplier.to_owned()),
                    line: line.line.clone(),
                    item: called(line),
                    detail,
                }),
            }
        }
    }

    fn line(
        &self,
        stocked: &Stocked,
        supplier: &str,
        line: &StockedLine,
    ) -> Result<(Offered, OnTerms), String> {
        let (item, marked) = self.item(line)?;
        let offered = Offered {
            item,
            site: self.site(stocked, supplier, item)?,
            supplier: supplier.to_owned(),
        };
        let quantity = self.quantity(line, item, marked)?;
        let present = self.book.stock.suppliers.get(&offered);
        let lead_days = line.lead_days.or(present.map(|terms| terms.lead_days));
        let unknown = "it does not say how long it takes, and nobody has told it before";
        let lead_days = lead_days.ok_or(unknown)?;
        if lead_days > LEAD_DAYS_MAX {
            return Err(format!(
                "{lead_days} days are too long; at most {LEAD_DAYS_MAX} can be noted"
            ));
        }
        let terms = OnTerms {
            quantity: Some(quantity),
            lead_days,
            cost: present.map_or(0, |terms| terms.cost),
            stays: true,
        };
        Ok((offered, terms))
    }

    /// The item, and the unit that its GTIN marks. The buyer's code and the GTIN must not disagree; what
    /// the supplier calls it counts where neither is told.
    fn item(&self, line: &StockedLine) -> Result<(ItemId, Option<Unit>), String> {
        let by_code = |code: &Option<String>| self.codes.get(code.as_deref()?).copied();
        let marked = line.gtin.and_then(|gtin| self.gtins.get(&gtin).copied());
        match (by_code(&line.item), marked) {
            (Some(item), Some((other, _))) if item != other => {
                Err("its code and its GTIN are of two items".to_owned())
            }
            (Some(item), marked) => Ok((item, marked.map(|(_, unit)| unit))),
            (None, Some((item, unit))) => Ok((item, Some(unit))),
            (None, None) => by_code(&line.theirs)
                .filter(|_| line.item.is_none() && line.gtin.is_none())
                .map(|item| (item, None))
                .ok_or_else(|| "there is no such item".to_owned()),
        }
    }

    /// Where it would come to: as the report says, else where this supplier's terms are for.
    fn site(&self, stocked: &Stocked, supplier: &str, item: ItemId) -> Result<SiteId, String> {
        if !stocked.sites.is_empty() {
            let mut names = stocked.sites.iter();
            let known = names.find_map(|name| self.sites.get(&plain(name)));
            return known
                .copied()
                .ok_or_else(|| "there is no such site".to_owned());
        }
        let rows = of_item(&self.book.stock.suppliers, item);
        let rows = rows.filter(|(offered, _)| offered.supplier == supplier);
        let told: Vec<SiteId> = rows.map(|(offered, _)| offered.site).collect();
        match (told.as_slice(), self.book.company.sites.len()) {
            ([site], _) => Ok(*site),
            ([], 1) => Ok(SiteId(0)),
            _ => Err("it does not say which site it would come to".to_owned()),
        }
    }

    fn quantity(
        &self,
        line: &StockedLine,
        item: ItemId,
        marked: Option<Unit>,
    ) -> Result<Quantity, String> {
        let stated = line
            .quantity
            .ok_or("it says no quantity that could be delivered")?;
        if let Some(unit) = &line.foreign_unit {
            let unit: String = unit.chars().take(20).collect();
            return Err(format!("{unit:?} is no unit that is known"));
        }
        let row = &self.book.company.items[item.index()];
        let unit = line.unit.or(marked).unwrap_or(row.base_unit);
        let base = row.ratio(unit).and_then(|ratio| ratio.to_base(stated));
        base.ok_or_else(|| {
            let each = row.base_unit;
            format!("{stated} {unit} is no whole number of {each}")
        })
    }
}

/// What the report calls an item.
fn called(line: &StockedLine) -> Option<String> {
    let gtin = || line.gtin.map(|gtin| gtin.to_string());
    let code = line.item.clone().or_else(gtin);
    code.or_else(|| line.theirs.clone())
}
