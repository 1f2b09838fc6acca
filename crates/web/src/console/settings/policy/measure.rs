//! How the settings of the policy are shown and typed: percent, money and days instead of what is
//! stored.

use super::words::Words;
use crate::api::policy::{Put, SetTo};
use crate::console::show;
use book::Policy;
use book::policy::{Autonomy, SETTINGS, Segment, Setting, TimedRun, Weight};
use serde_json::{Map, Value};
use std::fmt::Display;
use std::str::FromStr;
use vocab::{Currency, Decimal, Money, Sscc};

/// What a setting is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// A currency.
    Currency,
    /// Parts of a hundred, stored with so many digits behind the point.
    Percent(u8),
    /// Minor units of the policy's currency.
    Money,
    /// Days.
    Days,
    /// Sites.
    Sites,
    /// Yes or no.
    YesNo,
    /// A GS1 company prefix.
    Prefix,
    /// Rules, a semicolon between them.
    Rules(Rule),
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Which solutions are made without a person.
    Autonomy,
    /// What makes an order come first.
    Weight,
    /// What a backorder run may do to which orders.
    Segment,
    /// When a backorder run is made by itself.
    TimedRun,
}

/// What a setting is measured in, by its place in [`SETTINGS`].
const MEASURES: [Measure; SETTINGS.len()] = [
    Measure::Currency,
    Measure::Percent(2),
    Measure::Money,
    Measure::Sites,
    Measure::Percent(2),
    Measure::Percent(2),
    Measure::Days,
    Measure::Percent(1),
    Measure::Days,
    Measure::Money,
    Measure::YesNo,
    Measure::YesNo,
    Measure::Money,
    Measure::Rules(Rule::Autonomy),
    Measure::Prefix,
    Measure::Rules(Rule::Weight),
    Measure::Rules(Rule::Segment),
    Measure::Days,
    Measure::Rules(Rule::TimedRun),
    Measure::Percent(0),
    Measure::YesNo,
];

/// One setting, with its words.
pub(super) struct Told {
    pub(super) setting: &'static Setting,
    pub(super) measure: Measure,
    pub(super) label: &'static str,
    pub(super) meaning: &'static str,
}

/// Every setting, in the order that they are told in.
pub(super) fn told(words: &Words) -> impl Iterator<Item = Told> {
    let all = SETTINGS.iter().zip(MEASURES).zip(words.settings);
    all.map(|((setting, measure), (label, meaning))| Told {
        setting,
        measure,
        label,
        meaning,
    })
}

impl Told {
    /// What it is set to, in words; amounts are in this currency.
    pub(super) fn shown(&self, words: &Words, value: &SetTo, currency: Currency) -> String {
        let number = match value {
            SetTo::Flag(true) => return words.yes.to_owned(),
            SetTo::Flag(false) => return words.no.to_owned(),
            SetTo::Word(word) if word.is_empty() => return words.no.to_owned(),
            SetTo::Word(word) => return word.clone(),
            SetTo::Number(number) => *number,
        };
        match self.measure {
            Measure::Percent(digits) => format!("{}%", decimal(number, digits)),
            Measure::Money => show::money_text(Money {
                minor: number,
                currency,
            }),
            Measure::Days => (words.days)(&number.to_string()),
            Measure::Sites => (words.sites)(&number.to_string()),
            Measure::Currency | Measure::YesNo | Measure::Rules(_) | Measure::Prefix => {
                number.to_string()
            }
        }
    }

    /// What stands in its field.
    pub(super) fn typed(&self, value: &SetTo, currency: Currency) -> String {
        match value {
            SetTo::Flag(true) => "on".to_owned(),
            SetTo::Flag(false) => String::new(),
            SetTo::Word(word) => word.clone(),
            SetTo::Number(number) => decimal(*number, self.digits(currency)),
        }
    }

    /// What was typed, as it is stored; the inner error tells what would be allowed.
    pub(super) fn read(
        &self,
        words: &Words,
        typed: &str,
        currency: Currency,
    ) -> Result<Value, String> {
        let typed = typed.trim();
        match self.measure {
            Measure::YesNo => Ok(Value::Bool(!typed.is_empty())),
            Measure::Currency => match Currency::parse(typed) {
                Some(currency) => Ok(currency.as_str().into()),
                None => Err(words.no_currency.to_owned()),
            },
            Measure::Rules(Rule::Autonomy) => rules::<Autonomy>(typed),
            Measure::Rules(Rule::Weight) => rules::<Weight>(typed),
            Measure::Rules(Rule::Segment) => rules::<Segment>(typed),
            Measure::Rules(Rule::TimedRun) => rules::<TimedRun>(typed),
            Measure::Prefix => match typed.is_empty() || Sscc::is_prefix(typed) {
                true => Ok(typed.into()),
                false => Err(words.no_prefix.to_owned()),
            },
            Measure::Percent(_) | Measure::Money | Measure::Days | Measure::Sites => {
                let digits = self.digits(currency);
                let (least, most) = self.bounds();
                let number = Decimal::parse(typed).and_then(|number| number.at_scale(digits));
                let number = number.filter(|number| (least..=most).contains(number));
                let wrong = || (words.no_number)(&decimal(least, digits), &decimal(most, digits));
                number.map(Value::from).ok_or_else(wrong)
            }
        }
    }

    /// What it is typed in, where the label does not say.
    pub(super) fn unit(&self, words: &Words, currency: Currency) -> String {
        match self.measure {
            Measure::Percent(_) => words.percent.to_owned(),
            Measure::Money => currency.as_str().to_owned(),
            Measure::Days => words.count_of_days.to_owned(),
            Measure::Sites
            | Measure::Currency
            | Measure::YesNo
            | Measure::Rules(_)
            | Measure::Prefix => String::new(),
        }
    }

    fn digits(&self, currency: Currency) -> u8 {
        match self.measure {
            Measure::Percent(digits) => digits,
            Measure::Money => currency.minor_digits(),
            Measure::Currency
            | Measure::Days
            | Measure::Sites
            | Measure::YesNo
            | Measure::Rules(_)
            | Measure::Prefix => 0,
        }
    }

    fn bounds(&self) -> (i64, i64) {
        self.setting
            .number
            .map_or((0, 1), |number| (number.least, number.most))
    }
}

/// Rules with a semicolon between them.
fn rules<R>(typed: &str) -> Result<Value, String>
where
    R: Display + FromStr<Err: Display>,
{
    let texts = typed.split(';').filter(|text| !text.trim().is_empty());
    let rules = texts.map(|text| text.parse::<R>().map(|rule| rule.to_string()));
    let rules = rules.collect::<Result<Vec<_>, _>>();
    rules
        .map(Value::from)
        .map_err(|no_rule| no_rule.to_string())
}

/// Settings as they are stored, by name.
pub(super) fn put(settings: Map<String, Value>) -> Option<Put> {
    serde_json::from_value(Value::Object(settings)).ok()
}

/// All settings of a policy, to be put over another one.
pub(super) fn whole(policy: &Policy) -> Put {
    match serde_json::to_value(policy) {
        Ok(Value::Object(settings)) => put(settings).unwrap_or_default(),
        Ok(_) | Err(_) => Put::default(),
    }
}

/// A number with a point before its last digits, without zeros that say nothing.
fn decimal(number: i64, digits: u8) -> String {
    match Decimal::new(number, digits) {
        Some(decimal) => decimal.to_string(),
        None => number.to_string(),
    }
}
