//! Every word that the console says, in each language: one struct, so that none can be missing.

mod english;
mod hebrew;

use axum::http::{HeaderMap, header};

/// The cookie that keeps the language that was chosen.
pub(crate) const COOKIE: &str = "kept_lang";

/// A language of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Hebrew,
}

impl Language {
    pub(crate) const ALL: [Language; 2] = [Language::English, Language::Hebrew];

    /// The BCP 47 tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Hebrew => "he",
        }
    }

    /// Which way it is written.
    pub(crate) fn direction(self) -> &'static str {
        match self {
            Language::English => "ltr",
            Language::Hebrew => "rtl",
        }
    }

    /// Its name in itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Hebrew => "עברית",
        }
    }

    /// The words that all pages share.
    pub(crate) fn words(self) -> &'static Words {
        self.pick(&english::WORDS, &hebrew::WORDS)
    }

    /// The words of a page in this language.
    pub(crate) fn pick<W>(self, english: &'static W, hebrew: &'static W) -> &'static W {
        match self {
            Language::English => english,
            Language::Hebrew => hebrew,
        }
    }

    fn parse(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', ';']).next().unwrap_or("");
        // "iw" is what old browsers call Hebrew.
        let primary = if primary.eq_ignore_ascii_case("iw") {
            "he"
        } else {
            primary
        };
        Language::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// What the address asks for, else what was chosen before, else what the browser prefers.
    pub(crate) fn of(asked: Option<&str>, headers: &HeaderMap) -> Language {
        let chosen = || super::cookie(headers, COOKIE).and_then(Language::parse);
        let preferred = || {
            let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            accepted.split(',').find_map(Language::parse)
        };
        let asked = asked.and_then(Language::parse);
        asked
            .or_else(chosen)
            .or_else(preferred)
            .unwrap_or(Language::English)
    }
}

/// A sentence with one part to fill in.
pub(crate) type With1 = fn(&str) -> String;
/// A sentence with two parts to fill in.
pub(crate) type With2 = fn(&str, &str) -> String;

/// The words of one language.
pub(crate) struct Words {
    pub(crate) months: [&'static str; 12],
    pub(crate) nav: Nav,
    pub(crate) orders: Orders,
    pub(crate) order: Order,
    pub(crate) states: States,
    pub(crate) holds: Holds,
    pub(crate) review: Review,
    pub(crate) document: Document,
    pub(crate) fields: Fields,
    pub(crate) events: Events,
    pub(crate) actions: Actions,
}

pub(crate) struct Nav {
    pub(crate) sections: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) today: &'static str,
    pub(crate) orders: &'static str,
    pub(crate) review: &'static str,
    pub(crate) exceptions: &'static str,
    pub(crate) stock: &'static str,
    pub(crate) supply: &'static str,
    pub(crate) customers: &'static str,
    pub(crate) measures: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) language: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) up_to_date: With1,
    pub(crate) unread: With1,
}

pub(crate) struct Orders {
    pub(crate) title: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_hint: &'static str,
    pub(crate) find: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) all: &'static str,
    pub(crate) number: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) po_number: &'static str,
    pub(crate) placed: &'static str,
    pub(crate) requested: &'static str,
    pub(crate) promised: &'static str,
    pub(crate) value: &'static str,
    pub(crate) state: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) none_yet_how: &'static str,
    pub(crate) none_found: &'static str,
    pub(crate) none_found_how: &'static str,
    pub(crate) asap: &'static str,
    pub(crate) filters: &'static str,
}

pub(crate) struct Order {
    pub(crate) lines: &'static str,
    pub(crate) item: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) price: &'static str,
    pub(crate) ship_to: &'static str,
    pub(crate) expires: &'static str,
    pub(crate) from_site: With1,
    pub(crate) on_hand: &'static str,
    pub(crate) inbound: With2,
    pub(crate) leaves: With1,
    pub(crate) late: With1,
    pub(crate) early: With1,
    pub(crate) on_time: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) not_promised: &'static str,
    pub(crate) without_date: With1,
    pub(crate) cancelled: With1,
    pub(crate) stated_price: With1,
    pub(crate) unknown_item: &'static str,
    pub(crate) ways: &'static str,
    pub(crate) ways_note: &'static str,
    pub(crate) way: &'static str,
    pub(crate) cost: &'static str,
    pub(crate) last_delivery: &'static str,
    pub(crate) backordered: &'static str,
    pub(crate) chosen: &'static str,
    pub(crate) no_site: &'static str,
    pub(crate) earlier_decisions: With1,
    pub(crate) history: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) missing_how: &'static str,
    pub(crate) returns: &'static str,
    pub(crate) return_line: fn(&str, &str, &str) -> String,
    pub(crate) backorder: Backorder,
}

/// Why a quantity has no date.
pub(crate) struct Backorder {
    pub(crate) no_supply: &'static str,
    pub(crate) no_lane: &'static str,
    pub(crate) supply_lost: &'static str,
    pub(crate) supply_late: &'static str,
    pub(crate) stock_missing: &'static str,
    pub(crate) allocation: &'static str,
    pub(crate) protected: &'static str,
    pub(crate) too_late: &'static str,
}

pub(crate) struct States {
    pub(crate) open: &'static str,
    pub(crate) held: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) backordered: &'static str,
    pub(crate) partly: With1,
    pub(crate) promised: &'static str,
    pub(crate) released: &'static str,
    pub(crate) picked: &'static str,
    pub(crate) packed: &'static str,
    pub(crate) shipped: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) in_review: &'static str,
    pub(crate) accepted: &'static str,
    pub(crate) declined: &'static str,
}

/// Each kind of hold: its name, why, and what to do.
pub(crate) struct Holds {
    pub(crate) credit: &'static str,
    pub(crate) price: &'static str,
    pub(crate) no_price: &'static str,
    pub(crate) unknown_item: &'static str,
    pub(crate) address: &'static str,
    pub(crate) duplicate: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) review: &'static str,
    pub(crate) why_credit: With2,
    pub(crate) why_price: fn(&str, &str, &str) -> String,
    pub(crate) why_no_price: With1,
    pub(crate) why_unknown_item: With1,
    pub(crate) why_address: &'static str,
    pub(crate) why_duplicate: With1,
    pub(crate) why_currency: With2,
    pub(crate) why_review: &'static str,
    pub(crate) do_credit: &'static str,
    pub(crate) do_price: &'static str,
    pub(crate) do_no_price: &'static str,
    pub(crate) do_unknown_item: &'static str,
    pub(crate) do_address: &'static str,
    pub(crate) do_duplicate: &'static str,
    pub(crate) do_currency: &'static str,
    pub(crate) do_review: &'static str,
    pub(crate) release: With1,
}

pub(crate) struct Review {
    pub(crate) title: &'static str,
    pub(crate) none: &'static str,
    pub(crate) none_how: &'static str,
    pub(crate) request: With1,
    pub(crate) waiting_since: &'static str,
    pub(crate) why: &'static str,
    pub(crate) place: &'static str,
    pub(crate) change: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) unknown_customer: &'static str,
    pub(crate) no_po: &'static str,
    pub(crate) lines: With1,
    pub(crate) unformed: &'static str,
    pub(crate) low_confidence: With2,
    pub(crate) high_value: With2,
    pub(crate) day_far: With2,
    pub(crate) day_past: With1,
    pub(crate) changes_order: &'static str,
    pub(crate) cannot_cancel: &'static str,
    pub(crate) refused: With1,
    pub(crate) duplicate_of: With1,
    pub(crate) in_line: With2,
    pub(crate) doubts: Doubts,
    pub(crate) missing: &'static str,
    pub(crate) missing_how: &'static str,
    pub(crate) settled_order: With1,
    pub(crate) settled_declined: With1,
    pub(crate) pending: &'static str,
    pub(crate) incomplete: &'static str,
    pub(crate) accept_place: &'static str,
    pub(crate) accept_change: &'static str,
    pub(crate) accept_cancel: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) decline_reason: &'static str,
    pub(crate) not_an_order: &'static str,
    pub(crate) duplicate: &'static str,
    pub(crate) unwanted: &'static str,
}

/// What a reader or the grounding doubts.
pub(crate) struct Doubts {
    pub(crate) unknown_customer: &'static str,
    pub(crate) ambiguous_customer: &'static str,
    pub(crate) unknown_item: &'static str,
    pub(crate) ambiguous_item: &'static str,
    pub(crate) bad_quantity: &'static str,
    pub(crate) bad_unit: &'static str,
    pub(crate) bad_price: &'static str,
    pub(crate) bad_date: &'static str,
    pub(crate) no_lines: &'static str,
    pub(crate) bad_total: &'static str,
    pub(crate) damaged: &'static str,
    pub(crate) reader: &'static str,
    pub(crate) address: &'static str,
    pub(crate) no_po_number: &'static str,
    pub(crate) repeated: &'static str,
}

pub(crate) struct Document {
    pub(crate) title: &'static str,
    pub(crate) fields: &'static str,
    pub(crate) none: &'static str,
    pub(crate) unread: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) binary: &'static str,
    pub(crate) cells: &'static str,
    pub(crate) cut: With1,
    pub(crate) download: &'static str,
    pub(crate) received: With2,
    pub(crate) field: &'static str,
    pub(crate) value: &'static str,
    pub(crate) sure: &'static str,
    pub(crate) place: &'static str,
    pub(crate) reader_says: &'static str,
    pub(crate) segment: With2,
    pub(crate) cell: With2,
    pub(crate) columns: With2,
    pub(crate) on_page: With1,
    pub(crate) more_pages: With1,
    pub(crate) line: With1,
    pub(crate) more_fields: With1,
}

/// The fields of a request.
pub(crate) struct Fields {
    pub(crate) po_number: &'static str,
    pub(crate) order_date: &'static str,
    pub(crate) requested: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) buyer: &'static str,
    pub(crate) ship_to: &'static str,
    pub(crate) id: With1,
    pub(crate) name: With1,
    pub(crate) address: With1,
    pub(crate) postcode: With1,
    pub(crate) city: With1,
    pub(crate) country: With1,
    pub(crate) tax_id: With1,
    pub(crate) email: With1,
    pub(crate) phone: With1,
    pub(crate) total: &'static str,
    pub(crate) note: &'static str,
    pub(crate) line_no: &'static str,
    pub(crate) buyer_part: &'static str,
    pub(crate) supplier_part: &'static str,
    pub(crate) gtin: &'static str,
    pub(crate) description: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) unit_price: &'static str,
    pub(crate) price_basis: &'static str,
    pub(crate) units_per_traded_unit: &'static str,
}

/// The sentences of the timeline.
pub(crate) struct Events {
    pub(crate) kept: &'static str,
    pub(crate) user: With1,
    pub(crate) document_received: &'static str,
    pub(crate) read_requests: &'static str,
    pub(crate) read_other: &'static str,
    pub(crate) read_unreadable: &'static str,
    pub(crate) raised: With1,
    pub(crate) parked: &'static str,
    pub(crate) accepted: With1,
    pub(crate) declined: With1,
    pub(crate) placed: With1,
    pub(crate) placed_held: With1,
    pub(crate) promised: With1,
    pub(crate) promised_partly: With2,
    pub(crate) not_promised: &'static str,
    pub(crate) holds_set: With1,
    pub(crate) hold_released: With1,
    pub(crate) amended: &'static str,
    pub(crate) amended_quantity: With2,
    pub(crate) amended_requested: With1,
    pub(crate) amended_ship_to: &'static str,
    pub(crate) amended_terms: &'static str,
    pub(crate) amended_confirmed: &'static str,
    pub(crate) amended_expires: With1,
    pub(crate) amended_added: &'static str,
    pub(crate) amended_item: With1,
    pub(crate) cancelled: With1,
    pub(crate) by_customer: &'static str,
    pub(crate) by_seller: &'static str,
    pub(crate) by_expiry: &'static str,
    pub(crate) advanced: With2,
    pub(crate) tracking: With1,
    pub(crate) finished: &'static str,
    pub(crate) finished_cancelled: &'static str,
    pub(crate) return_placed: &'static str,
    pub(crate) return_received: &'static str,
    pub(crate) return_closed: &'static str,
    /// Which trouble, and the numbers of the lines.
    pub(crate) broken: fn(&str, &str) -> String,
    pub(crate) planned: &'static str,
    pub(crate) postponed: fn(&str, &str, &str) -> String,
    /// From which site, for which day, and the day that they arrive; none when they turn back.
    pub(crate) delivery_changed: fn(&str, &str, Option<&str>) -> String,
    pub(crate) picked_short: fn(&str, &str) -> String,
    /// Which line, from which day to which.
    pub(crate) moved: fn(&str, &str, &str) -> String,
    pub(crate) no_day: &'static str,
}

/// Buttons, confirmations and what came of them.
pub(crate) struct Actions {
    pub(crate) cancel_lead: &'static str,
    pub(crate) cancel_nothing: &'static str,
    pub(crate) now: &'static str,
    pub(crate) after: &'static str,
    pub(crate) back: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) done_placed: &'static str,
    pub(crate) done_released: &'static str,
    pub(crate) done_cancelled: &'static str,
    pub(crate) done_accepted: &'static str,
    pub(crate) done_declined: &'static str,
    pub(crate) stale_form: &'static str,
    pub(crate) stale_form_how: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) try_again_how: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_how: &'static str,
    pub(crate) forbidden: &'static str,
    pub(crate) forbidden_how: &'static str,
}
