//! The fields of a request, each with what the document says of it: begun as it was read, and put
//! right in place.

use super::Page;
use super::meant::Flaw;
use super::typed::TypedLine;
use super::weighed::{Article, Choice, Weighed};
use crate::console::evidence::{About, Says};
use crate::console::field::{Field, Kind};
use crate::console::settings::LESSONS;
use crate::console::source::visible;
use crate::console::{reasons, show};
use book::request::{Intent, ParkReason};
use intake::ground::MatchedBy;
use maud::{Markup, html};
use std::fmt::Write;
use vocab::Unit;

/// The fields of the order as a whole.
pub(super) fn head(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let (words, typed) = (page.words, &weighed.typed);
    let field = |name, label, value, hint| Field {
        name,
        label,
        value,
        hint,
        error: error(page, weighed, name),
        required: false,
    };
    let customer = field("customer", words.customer, &typed.customer, "");
    let po_number = field("po_number", words.po_number, &typed.po_number, "");
    let requested = field("requested", words.requested, &typed.requested, words.asap);
    let currency = field("currency", words.currency, &typed.currency, "");
    html! {
        section aria-labelledby="fields" {
            h2 id="fields" { (words.order) }
            div.fieldset {
                (said(page, None, About::Buyer, &customer.input(Kind::Code)))
                (said(page, None, About::PoNumber, &po_number.input(Kind::Code)))
                @if page.intent() != Intent::Cancel {
                    (said(page, None, About::ShipTo, &address(page, weighed)))
                    (said(page, None, About::Requested, &requested.input(Kind::Day)))
                    (said(page, None, About::Currency, &currency.input(Kind::Code)))
                }
            }
            (customers(page, weighed))
        }
    }
}

/// What is wrong with a field, in words; empty for nothing.
fn error(page: &Page<'_>, weighed: &Weighed, name: &str) -> &'static str {
    let flaw = weighed.flaws.get(name).filter(|_| page.is_typed);
    flaw.map_or("", |flaw| (page.words.flaw)(*flaw))
}

/// A control with what the document says of it; both light up together.
fn said(page: &Page<'_>, line: Option<usize>, about: About, control: &Markup) -> Markup {
    let says = page.panels.sayings.get(&(line, about));
    html! {
        div data-field=[says.and_then(|says| says.mark)] {
            (control)
            @if let Some(says) = says { (saying(page, says)) }
            @if let Some(lesson) = page.looked.lesson(line, about) {
                p.says { a href={ (LESSONS) "/" (lesson) } { (page.words.learned) } }
            }
        }
    }
}

fn saying(page: &Page<'_>, says: &Says) -> Markup {
    let text = (page.words.says)(&visible(&says.value), &show::sure(says.confidence));
    let doubtful = says.confidence < intake::Confidence::LIKELY.0;
    html! {
        p.says.doubt[doubtful] {
            @match says.mark {
                Some(mark) => a href=(format!("#p{mark}")) tabindex="-1" { bdi { (text) } },
                None => bdi { (text) },
            }
        }
    }
}

fn address(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let (words, typed) = (page.words, &weighed.typed);
    let field = Field {
        name: "ship_to",
        label: words.ship_to,
        value: &typed.ship_to,
        error: error(page, weighed, "ship_to"),
        ..Field::NONE
    };
    let draft = page.looked.view.draft.order.as_ref();
    let open = draft.is_some_and(|order| order.address_in_doubt);
    let none = match open {
        true => words.address_open,
        false => words.usual_address,
    };
    let known = |code: &str| {
        page.looked
            .addresses
            .iter()
            .any(|address| address.code == code)
    };
    // A code that is not among the choices was typed, or is one of too many.
    if page.looked.addresses.is_empty() || !(typed.ship_to.is_empty() || known(&typed.ship_to)) {
        return field.input(Kind::Code);
    }
    let label = |address: &super::looked::Address| match &address.text {
        Some(text) => format!("{} · {text}", address.code),
        None => address.code.clone(),
    };
    let labels: Vec<(&str, String)> = page
        .looked
        .addresses
        .iter()
        .map(|address| (address.code.as_str(), label(address)))
        .collect();
    let options = labels.iter().map(|(code, label)| (*code, label.as_str()));
    field.choice([("", none)].into_iter().chain(options))
}

/// Who may be meant, while nobody is.
fn customers(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let open = weighed.flaws.contains_key("customer");
    html! {
        @if open && !page.looked.customers.is_empty() {
            fieldset.choices {
                legend { (page.words.may_be) }
                @for candidate in &page.looked.customers {
                    button.quiet type="submit" name="take" value={ "customer:" (candidate.code) } {
                        strong { (show::code(&candidate.code)) }
                        @if let Some(name) = &candidate.name { " " span dir="auto" { (name) } }
                        span.about { (because(page, candidate.by, candidate.score)) }
                    }
                }
            }
        }
    }
}

/// The lines: those that need a look are open.
pub(super) fn lines(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let words = page.words;
    html! {
        section aria-labelledby="lines" {
            h2 id="lines" { (words.lines) }
            @if let Some(flaw) = weighed.flaws.get("lines").filter(|_| page.is_typed) {
                p.error { ((words.flaw)(*flaw)) }
            }
            input type="hidden" name="lines" value=(weighed.typed.lines.len());
            div data-rows {
                @for (number, line) in weighed.typed.lines.iter().enumerate() {
                    (one_line(page, weighed, number, line))
                }
            }
            button.quiet type="submit" name="do" value="add" { (words.add_line) }
        }
    }
}

fn one_line(page: &Page<'_>, weighed: &Weighed, number: usize, line: &TypedLine) -> Markup {
    let words = page.words;
    let doubts = line
        .read
        .map(|index| doubts(page, index))
        .unwrap_or_default();
    let open = is_open(page, weighed, number, line, &doubts);
    let says = page.panels.sayings.get(&(line.read, About::Item));
    let mark = says
        .filter(|_| line.read.is_some())
        .and_then(|says| says.mark);
    html! {
        details.line open[open] {
            summary data-field=[mark] {
                b {
                    @match line.read {
                        Some(index) => ((words.line)(&(index + 1).to_string())),
                        None => (words.new_line),
                    }
                }
                " " (summed(page, weighed, number, line))
                @for doubt in &doubts { " " span.doubt { (doubt) } }
            }
            (fields(page, weighed, number, line))
        }
    }
}

/// What is doubted about a line.
fn doubts(page: &Page<'_>, index: usize) -> Vec<&'static str> {
    let of_line = |reason: &ParkReason| {
        let ParkReason::Doubt(doubt) = reason else {
            return None;
        };
        let is_of_line = doubt.line.map(usize::from) == Some(index + 1);
        is_of_line.then(|| reasons::doubt(page.desk.words(), doubt.code))
    };
    let reasons = page.looked.view.request.reasons.iter();
    reasons.filter_map(of_line).collect()
}

fn is_open(
    page: &Page<'_>,
    weighed: &Weighed,
    number: usize,
    line: &TypedLine,
    doubts: &[&str],
) -> bool {
    let suffix = format!("-{number}");
    let flawed = weighed.flaws.keys().any(|name| name.ends_with(&suffix));
    let touched = line.read.and_then(|index| weighed.begun.line_of(index)) != Some(line);
    let few = weighed.typed.lines.len() == 1;
    few || flawed || line.item.is_empty() || !doubts.is_empty() || (page.is_typed && touched)
}

/// A line in a few words.
fn summed(page: &Page<'_>, weighed: &Weighed, number: usize, line: &TypedLine) -> Markup {
    let unit = Unit::parse(&line.unit).map_or("", |unit| (page.words.unit_name)(unit));
    html! {
        @match weighed.articles.get(&number) {
            Some(article) => { (show::code(&article.code)) " " span.about-inline { bdi { (article.description) } } }
            None if line.item.is_empty() => span.muted { (page.words.no_item) },
            None => (show::code(&line.item)),
        }
        " · " bdi.num { (line.quantity) " " (unit) }
        @if !line.price.is_empty() { " · " bdi.num { (line.price) } }
        @if line.removed { " " (show::badge("quiet", page.words.removed)) }
    }
}

fn fields(page: &Page<'_>, weighed: &Weighed, number: usize, line: &TypedLine) -> Markup {
    let words = page.words;
    let name = |field: &str| format!("{field}-{number}");
    let [item, quantity, unit, price, wanted, remove] =
        ["item", "quantity", "unit", "price", "wanted", "remove"].map(name);
    let field = |name, label, value| Field {
        name,
        label,
        value,
        error: error(page, weighed, name),
        ..Field::NONE
    };
    let (per, at) = ((words.price_for)(&line.per), line.read);
    let price = Field {
        hint: if line.per.is_empty() { "" } else { &per },
        ..field(&price, words.price, &line.price)
    };
    let item = Field {
        hint: if line.item.is_empty() {
            words.item_hint
        } else {
            ""
        },
        ..field(&item, words.item, &line.item)
    };
    let sayings = |about, control: &Markup| match at {
        Some(index) => said(page, Some(index), about, control),
        None => html! { div { (control) } },
    };
    html! {
        input type="hidden" name=(name("read")) value=(at.map_or_else(String::new, |index| index.to_string()));
        input type="hidden" name=(name("per")) value=(line.per);
        div.fieldset.of-line {
            (sayings(About::Item, &html! { (item.input(Kind::Code)) (named(page, weighed, number)) }))
            (sayings(About::Quantity, &field(&quantity, words.quantity, &line.quantity).input(Kind::Number)))
            (sayings(About::Unit, &units(page, weighed, number, &field(&unit, words.unit, &line.unit))))
            (sayings(About::Price, &price.input(Kind::Number)))
            (sayings(About::Requested, &field(&wanted, words.line_requested, &line.requested).input(Kind::Day)))
            (field(&remove, words.remove, "").tick(line.removed))
        }
        (choices(page, weighed, number))
    }
}

/// The item that a code names.
fn named(page: &Page<'_>, weighed: &Weighed, number: usize) -> Markup {
    html! {
        @if let Some(article) = weighed.articles.get(&number) {
            p.says { bdi { (article.description) } " · " (pack(page, article)) }
        }
    }
}

/// How it is sold: `case of 12 each`.
fn pack(page: &Page<'_>, article: &Article) -> String {
    let (unit, ratio) = article.sold;
    let (unit, base) = (
        (page.words.unit_name)(unit),
        (page.words.unit_name)(article.base),
    );
    match (ratio.numerator, ratio.denominator) {
        (1, 1) => unit.to_owned(),
        (size, 1) => (page.words.sold)(unit, &format!("{size} {base}")),
        (size, of) => (page.words.sold)(unit, &format!("{size}/{of} {base}")),
    }
}

/// The unit: one of the item's, where that is known.
fn units(page: &Page<'_>, weighed: &Weighed, number: usize, field: &Field<'_>) -> Markup {
    let of_item = weighed
        .articles
        .get(&number)
        .map(|article| article.units.clone());
    let mut units = of_item.unwrap_or_else(|| Unit::ALL.to_vec());
    // What is not sold so stays to be seen, with the error.
    units.extend(Unit::parse(field.value).filter(|unit| !units.contains(unit)));
    let name = page.words.unit_name;
    let options = units.iter().map(|unit| (unit.as_str(), name(*unit)));
    field.choice([("", page.words.usual_unit)].into_iter().chain(options))
}

/// Items that may be meant, the likeliest first; pressing one takes it.
fn choices(page: &Page<'_>, weighed: &Weighed, number: usize) -> Markup {
    let choices = weighed.choices.get(&number).map_or(&[][..], Vec::as_slice);
    html! {
        @if !choices.is_empty() {
            fieldset.choices {
                legend { (page.words.may_mean) }
                @for choice in choices {
                    button.quiet type="submit" name="take" value=(format!("{number}:{}", choice.article.code))
                        aria-label=(spoken(page, choice)) {
                        strong { (show::code(&choice.article.code)) } " "
                        span dir="auto" { (choice.article.description) }
                        span.about { (about(page, choice)) }
                    }
                }
            }
        }
    }
}

/// The choice as a screen reader tells it.
fn spoken(page: &Page<'_>, choice: &Choice) -> String {
    let mut spoken = (page.words.take)(&choice.article.code);
    write!(
        spoken,
        ", {}, {}",
        choice.article.description,
        about(page, choice)
    )
    .expect("a string takes what is written");
    spoken
}

fn about(page: &Page<'_>, choice: &Choice) -> String {
    let mut about = format!(
        "{} · {}",
        pack(page, &choice.article),
        because(page, choice.by, choice.score)
    );
    if let Some(part) = &choice.article.part {
        about.push_str(" · ");
        about.push_str(&(page.words.part)(part));
    }
    about
}

/// What speaks for it: how alike the texts are, where no identifier says more.
fn because(page: &Page<'_>, by: MatchedBy, score: u16) -> String {
    let why = (page.words.by)(by);
    match score {
        1_000.. => why.to_owned(),
        score => format!("{why} ({})", show::sure(score)),
    }
}

/// What is wrong, each with the way to its field.
pub(super) fn flaws(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let words = page.words;
    html! {
        @if page.is_typed && !weighed.flaws.is_empty() {
            div.callout.warn role="alert" {
                p { strong { ((words.flawed)(weighed.flaws.len())) } }
                ul.reasons {
                    @for (name, flaw) in &weighed.flaws {
                        li { a href={ "#" (name) } { (told(page, weighed, name, *flaw)) } }
                    }
                }
            }
        }
    }
}

fn told(page: &Page<'_>, weighed: &Weighed, name: &str, flaw: Flaw) -> String {
    let text = (page.words.flaw)(flaw);
    let number = name
        .rsplit_once('-')
        .and_then(|(_, number)| number.parse::<usize>().ok());
    match number.and_then(|number| weighed.typed.lines.get(number)) {
        Some(line) => {
            let place = line.read.map_or(page.words.new_line.to_owned(), |index| {
                (index + 1).to_string()
            });
            (page.desk.words().review.in_line)(&place, text)
        }
        None => text.to_owned(),
    }
}
