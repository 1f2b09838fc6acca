//! Numbers of something else: telephones, terms of payment, times of the day.

use super::super::text::Words;
use super::super::words::Class;
use super::{Kind, Mention, Reader};
use crate::sheet;

/// Numbers with more digits are telephones and accounts.
const QUANTITY_DIGITS_MAX: usize = 6;
/// The fewest digits of a telephone that stands behind the word for one.
const TELEPHONE_DIGITS_MIN: usize = 5;

impl Reader<'_, '_> {
    /// `net 30`, `(414) 744-5602`, `at 10 am`.
    pub(super) fn aside(&self, at: usize) -> Option<Mention> {
        let end = (self.terms(at))
            .or_else(|| self.telephone(at))
            .or_else(|| self.clock(at))?;
        self.found(Kind::Aside, at, at..end)
    }

    /// "Net 30", "invoice no. 9921", "call me on 0113 496 0999".
    fn terms(&self, at: usize) -> Option<usize> {
        let telephone = self.is(at, Class::Telephone);
        if !telephone && !self.is(at, Class::Terms) && !self.is(at, Class::Numbered) {
            return None;
        }
        let leads = |index: &usize| match self.word(*index) {
            ":" | "." | "no" | "no." | "number" | "code" | "#" | "מס'" => true,
            "me" | "on" | "us" | "at" => telephone,
            _ => false,
        };
        let number = (at + 1..at + 5).find(|index| !leads(index))?;
        let begins = |c: char| c.is_ascii_digit() || c == '(' || c == '+';
        if !self.raw(number).starts_with(begins) || self.unit(number + 1).is_some() {
            return None;
        }
        let long = self.digits(number) >= TELEPHONE_DIGITS_MIN;
        self.telephone(number)
            .or_else(|| (!telephone || long).then_some(number + 1))
    }

    fn digits(&self, index: usize) -> usize {
        let digits = self.raw(index).chars().filter(char::is_ascii_digit);
        digits.count()
    }

    /// Numbers with many digits and dashes, or with a zero or a plus in front, and what goes on
    /// with digits.
    fn telephone(&self, at: usize) -> Option<usize> {
        let raw = self.raw(at);
        let digits = self.digits(at);
        let letters = raw.contains(|c: char| c.is_alphabetic());
        let mail = raw.contains('@') && raw.len() > 1;
        let long = digits > QUANTITY_DIGITS_MAX && raw.contains('-');
        let zero = raw.starts_with('0') && digits > 2 && !raw.contains(['.', ',', '/']);
        let plus = raw == "+" && self.digits(at + 1) > 1 && self.unit(at + 2).is_none();
        let area = raw == "("
            && self.raw(at + 1).len() <= 4
            && sheet::number_of(self.raw(at + 1)).is_some()
            && self.raw(at + 2) == ")"
            && self.digits(at + 3) > 3;
        if mail {
            return Some(at + 1);
        }
        if letters || !(long || zero || plus || area) {
            return None;
        }
        let goes_on = |index: &usize| {
            let raw = self.raw(*index);
            let digits = raw.chars().all(|c| c.is_ascii_digit() || c == '-');
            digits && raw.len() > 1 || matches!(raw, ")" | "(" | "-" | "+")
        };
        let end = (at + 1..self.tokens.len()).find(|index| !goes_on(index));
        Some(end.unwrap_or(self.tokens.len()))
    }

    fn clock(&self, at: usize) -> Option<usize> {
        let raw = self.raw(at);
        let is_hour = |index: usize| {
            let raw = self.raw(index);
            (1..=2).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_digit())
        };
        let half_day = |index: usize| {
            let word = self.word(index);
            let hour = word.strip_suffix("am").or_else(|| word.strip_suffix("pm"));
            hour.is_some_and(|hour| hour.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let glued = half_day(at) && raw.len() > 2;
        let behind = at + 1;
        let joined = matches!(self.word(behind), "and" | "to" | "-" | "–");
        if glued {
            return Some(behind);
        }
        if !is_hour(at) {
            return None;
        }
        match self.word(behind) {
            "am" | "pm" | "o'clock" => Some(at + 2),
            ":" if is_hour(at + 2) && self.raw(at + 2).len() == 2 => Some(at + 3),
            _ if joined && half_day(at + 2) && self.raw(at + 2).len() > 2 => Some(at + 3),
            _ if joined && is_hour(at + 2) && half_day(at + 3) => Some(at + 4),
            _ => None,
        }
    }
}
