//! The search and the further filters of the list, as one form of plain fields.

use super::asked::{Asked, Name, VALUE_CHARS_MAX, YES};
use super::filter::{Flaw, Flaws, sort};
use super::words::{ENGLISH, HEBREW, Words};
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{reasons, show};
use book::Stage;
use book::order::HoldKind;
use maud::{Markup, html};
use views::{OrderSort, SiteRef};

/// The fields of the toolbar.
const FIELDS: [Name; 14] = [
    Name::Hold,
    Name::Late,
    Name::Backordered,
    Name::Customer,
    Name::Item,
    Name::Site,
    Name::Stage,
    Name::PlacedFrom,
    Name::PlacedTo,
    Name::RequestedFrom,
    Name::RequestedTo,
    Name::PromisedFrom,
    Name::PromisedTo,
    Name::Sort,
];

/// The box to search by; it keeps what else narrows the list.
pub(super) fn search(desk: &Desk, asked: &Asked) -> Markup {
    let words = &desk.words().orders;
    let text = asked.get(Name::Text);
    html! {
        form.search role="search" action="/orders" method="get" {
            label.hidden for="q" { (words.search) }
            input type="search" id="q" name=(Name::Text.as_str()) value=[text]
                placeholder=(words.search_hint) maxlength=(VALUE_CHARS_MAX) autocomplete="off" dir="auto";
            (kept(&asked.without(&[Name::Text])))
            button type="submit" { (words.find) }
            @if text.is_some() {
                a.button.quiet href=(asked.without(&[Name::Text]).address()) { (words.clear) }
            }
        }
    }
}

/// What a form keeps of the address without showing it.
fn kept(asked: &Asked) -> Markup {
    let sort = asked.get(Name::Sort).map(|sort| (Name::Sort, sort));
    html! {
        @for (name, value) in asked.narrowings().chain(sort) {
            input type="hidden" name=(name.as_str()) value=(value);
        }
    }
}

/// The further filters; open when something in them is wrong.
pub(super) fn filters(desk: &Desk, asked: &Asked, flaws: &Flaws, sites: &[SiteRef]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        details.filters open[!flaws.is_empty()] {
            summary { (words.more_filters) }
            form action="/orders" method="get" {
                (kept(&asked.without(&FIELDS)))
                (fields(desk, asked, flaws, sites))
                div.actions {
                    button type="submit" { (words.apply) }
                    a.button.quiet href="/orders" { (words.reset) }
                }
            }
        }
    }
}

fn fields(desk: &Desk, asked: &Asked, flaws: &Flaws, sites: &[SiteRef]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let form = Form {
        asked,
        flaws,
        words,
    };
    html! {
        div.columns {
            @if desk.is_of_the_company() { (form.code(Name::Customer, words.customer)) }
            (form.code(Name::Item, words.item))
            @if desk.is_of_the_company() {
                (form.choice(Name::Site, words.site, &site_options(words, sites)))
            }
            (form.choice(Name::Hold, words.held_by, &hold_options(desk, words)))
            (form.choice(Name::Stage, words.stage, &stage_options(desk, words)))
            (form.sort())
            (form.days(Name::PlacedFrom, Name::PlacedTo, words.placed))
            (form.days(Name::RequestedFrom, Name::RequestedTo, words.requested))
            (form.days(Name::PromisedFrom, Name::PromisedTo, words.promised))
            div.ticks {
                (form.tick(Name::Late, words.only_late))
                (form.tick(Name::Backordered, words.only_backordered))
            }
        }
    }
}

/// Values and their labels.
type Options = Vec<(String, String)>;

fn options<T>(
    words: &Words,
    all: impl IntoIterator<Item = T>,
    one: impl Fn(T) -> (String, String),
) -> Options {
    let any = (String::new(), words.any.to_owned());
    [any].into_iter().chain(all.into_iter().map(one)).collect()
}

fn site_options(words: &Words, sites: &[SiteRef]) -> Options {
    options(words, sites, |site| {
        (site.code.clone(), format!("{} {}", site.code, site.name))
    })
}

fn hold_options(desk: &Desk, words: &Words) -> Options {
    options(words, HoldKind::ALL, |kind| {
        let name = reasons::kind(desk.words(), kind);
        (kind.as_str().to_owned(), name.to_owned())
    })
}

fn stage_options(desk: &Desk, words: &Words) -> Options {
    options(words, Stage::ALL, |stage| {
        let name = show::stage(desk.words(), stage);
        (stage.as_str().to_owned(), name.to_owned())
    })
}

/// The fields with what was typed and what is wrong.
struct Form<'a> {
    asked: &'a Asked,
    flaws: &'a Flaws,
    words: &'static Words,
}

impl<'a> Form<'a> {
    fn field(&self, name: Name, label: &'a str) -> Field<'a> {
        Field {
            name: name.as_str(),
            label,
            value: self.asked.get(name).unwrap_or(""),
            error: self.error(name),
            ..Field::NONE
        }
    }

    fn error(&self, name: Name) -> &'static str {
        match self.flaws.get(&name) {
            Some(Flaw::Customer) => self.words.no_customer,
            Some(Flaw::Item) => self.words.no_item,
            Some(Flaw::Site) => self.words.no_site,
            Some(Flaw::Day) => self.words.no_day,
            Some(Flaw::Word) => self.words.no_word,
            None => "",
        }
    }

    fn code(&self, name: Name, label: &'a str) -> Markup {
        self.field(name, label).input(Kind::Code)
    }

    fn choice(&self, name: Name, label: &'a str, options: &Options) -> Markup {
        let options = options
            .iter()
            .map(|(value, name)| (value.as_str(), name.as_str()));
        self.field(name, label).choice(options)
    }

    fn sort(&self) -> Markup {
        let label = |sort| match sort {
            OrderSort::Newest => self.words.sort_newest,
            OrderSort::Requested => self.words.sort_requested,
            OrderSort::Promised => self.words.sort_promised,
            OrderSort::Value => self.words.sort_value,
        };
        let field = Field {
            value: sort(self.asked).as_str(),
            ..self.field(Name::Sort, self.words.sort)
        };
        field.choice(
            OrderSort::ALL
                .into_iter()
                .map(|sort| (sort.as_str(), label(sort))),
        )
    }

    /// From one day to another.
    fn days(&self, from: Name, to: Name, what: &str) -> Markup {
        html! {
            div.span {
                (self.field(from, &(self.words.from)(what)).input(Kind::Day))
                (self.field(to, &(self.words.to)(what)).input(Kind::Day))
            }
        }
    }

    fn tick(&self, name: Name, label: &'a str) -> Markup {
        let ticked = self.asked.is(name, YES);
        html! {
            div.field.tick {
                input id=(name.as_str()) name=(name.as_str()) type="checkbox" value=(YES) checked[ticked];
                label for=(name.as_str()) { (label) }
            }
        }
    }
}
