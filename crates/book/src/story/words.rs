//! The words of a story's line, read one after the other: codes, numbers, days, and what is made of them.

use crate::group::Grouping;
use crate::order::{HoldKind, LineDraft, StatedItem};
use crate::quota::{QuotaDraft, QuotaKind};
use crate::stock::supplier::{Offered, OnTerms};
use crate::stock::supply::{SupplyDraft, SupplyKind};
use crate::{Book, Stamp};
use std::str::FromStr;
use vocab::{
    Currency, CustomerId, Day, Decimal, ItemId, OrderId, Price, Quantity, RequestId, SiteId,
    SupplyId, Unit,
};

pub(super) fn parse<T: FromStr>(word: &str) -> T {
    word.parse()
        .unwrap_or_else(|_| panic!("{word:?} can't be read"))
}

/// The words of a line, read one after the other.
pub(super) struct Words<'a> {
    pub(super) book: &'a Book,
    words: Vec<&'a str>,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn of(book: &'a Book, text: &'a str) -> Words<'a> {
        Words {
            book,
            words: text.split_whitespace().collect(),
            at: 0,
        }
    }

    pub(super) fn next(&mut self) -> Option<&'a str> {
        self.at += 1;
        self.words.get(self.at - 1).copied()
    }

    pub(super) fn word(&mut self) -> &'a str {
        self.next().expect("the line ends too early")
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// Everything that is left of the line.
    pub(super) fn rest(&mut self) -> String {
        let rest: Vec<&str> = std::iter::from_fn(|| self.next()).collect();
        rest.join(" ")
    }

    pub(super) fn flag(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn number<T: FromStr>(&mut self) -> T {
        parse(self.word())
    }

    pub(super) fn quantity(&mut self) -> Quantity {
        Quantity(self.number())
    }

    pub(super) fn amount(&mut self) -> i64 {
        self.price().minor
    }

    pub(super) fn price(&mut self) -> Price {
        let amount = Decimal::parse(self.word()).expect("an amount like 9.50");
        Price::stated(amount, 1, Currency::ILS).expect("an amount of money")
    }

    pub(super) fn day(&mut self) -> Day {
        Day::parse(self.word()).expect("a day like 2026-03-05")
    }

    pub(super) fn day_or_none(&mut self) -> Option<Day> {
        (!self.flag("soon")).then(|| self.day())
    }

    pub(super) fn clock(&mut self) -> Stamp {
        let (day, time) = (self.word(), self.word());
        let (hour, minute) = time.split_once(':').expect("a time like 16:00");
        super::at(day, parse::<u16>(hour) * 60 + parse::<u16>(minute))
    }

    /// An item by its code, or by its number for one that is not there: `#99`.
    pub(super) fn item(&mut self) -> ItemId {
        let code = self.word();
        let by_number = || ItemId(parse(code.trim_start_matches('#')));
        self.book
            .company
            .item_by_code(code)
            .unwrap_or_else(by_number)
    }

    pub(super) fn site(&mut self) -> SiteId {
        let code = self.word();
        let by_number = || SiteId(parse(code.trim_start_matches('#')));
        self.book
            .company
            .site_by_code(code)
            .unwrap_or_else(by_number)
    }

    pub(super) fn customer(&mut self) -> CustomerId {
        let code = self.word();
        let by_number = || CustomerId(parse(code.trim_start_matches('#')));
        self.book
            .company
            .customer_by_code(code)
            .unwrap_or_else(by_number)
    }

    pub(super) fn order(&mut self) -> OrderId {
        OrderId::parse_number(self.word()).expect("an order number like SO-100000")
    }

    pub(super) fn request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub(super) fn supply(&mut self) -> SupplyId {
        let id = self.book.supply_by_reference(self.word());
        id.unwrap_or(SupplyId(999))
    }

    pub(super) fn hold_kind(&mut self) -> HoldKind {
        HoldKind::parse(self.word()).expect("a kind of hold")
    }

    /// `C1 KEY WEB`: a customer and its groups.
    pub(super) fn grouping(&mut self) -> Grouping {
        Grouping {
            customer: self.customer(),
            groups: std::iter::from_fn(|| self.next().map(str::to_owned)).collect(),
        }
    }

    /// `Q1 KEY COFFEE+TEA 10 2026-03-01 2026-03-31 at DC1`.
    pub(super) fn quota(&mut self, kind: QuotaKind) -> QuotaDraft {
        let (code, group) = (self.word().to_owned(), self.word().to_owned());
        let items = self.word().split('+');
        let items = items
            .map(|code| Words::of(self.book, code).item())
            .collect();
        QuotaDraft {
            code,
            kind,
            group,
            items,
            quantity: self.quantity(),
            from: self.day(),
            to: self.day(),
            site: self.flag("at").then(|| self.site()),
        }
    }

    pub(super) fn supply_draft(&mut self) -> SupplyDraft {
        SupplyDraft {
            reference: self.word().to_owned(),
            kind: match self.word() {
                "transit" => SupplyKind::InTransit,
                "purchase" => SupplyKind::PurchaseOrder,
                "production" => SupplyKind::Production,
                other => panic!("no supply is called {other:?}"),
            },
            site: self.site(),
            item: self.item(),
            quantity: self.quantity(),
            due: self.day(),
            supplier: self.flag("from").then(|| self.word().to_owned()),
        }
    }

    /// Every item that follows.
    pub(super) fn items(&mut self) -> Vec<ItemId> {
        let mut items = Vec::new();
        while self.at < self.words.len() {
            items.push(self.item());
        }
        items
    }

    /// `ACME COFFEE DC1 any|50 lead 3 cost 12.00`.
    pub(super) fn supplier_row(&mut self) -> (Offered, OnTerms) {
        let supplier = self.word().to_owned();
        let offered = Offered {
            item: self.item(),
            site: self.site(),
            supplier,
        };
        let quantity = (!self.flag("any")).then(|| self.quantity());
        assert_eq!(self.word(), "lead");
        let lead_days = self.number();
        let cost = self.flag("cost").then(|| self.amount());
        let terms = OnTerms {
            quantity,
            lead_days,
            cost: cost.unwrap_or(0),
            stays: self.flag("stays"),
        };
        (offered, terms)
    }

    /// `COFFEE 2 case at 9.50 by 2026-03-05`; `?beans 3` names an unknown item.
    pub(super) fn line(&mut self) -> LineDraft {
        let item = match self
            .words
            .get(self.at)
            .and_then(|word| word.strip_prefix('?'))
        {
            Some(text) => {
                self.at += 1;
                StatedItem::Unknown(text.to_owned())
            }
            None => StatedItem::Known(self.item()),
        };
        let mut line = LineDraft {
            item,
            quantity: self.quantity(),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        };
        while let Some(word) = self.next() {
            match word {
                "at" => line.stated_price = Some(self.price()),
                "by" => line.requested = Some(self.day()),
                unit => {
                    line.unit = Unit::parse(unit).expect("a unit");
                    line.quantity = self.in_base_units(&line);
                }
            }
        }
        line
    }

    pub(super) fn in_base_units(&self, line: &LineDraft) -> Quantity {
        let item = line
            .item
            .known()
            .and_then(|item| self.book.company.items.get(item.index()));
        let ratio = item.and_then(|item| item.ratio(line.unit));
        let number = Decimal::whole(line.quantity.0 as i64);
        ratio
            .and_then(|ratio| ratio.to_base(number))
            .unwrap_or(line.quantity)
    }
}
