//! Between columns and the words of the book: ids and quantities as SQLite's signed integers,
//! closed enums as their snake_case word, lists as JSON.

use crate::model::{OrderState, RequestState, ReturnState};
use crate::packed;
use book::event::Considered;
use book::order::{HoldKind, OrderLine, Stage};
use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vocab::{ContentHash, Currency, Day, Quantity, SiteId};

impl OrderState {
    /// Every state, in the order they are listed in.
    pub const ALL: [OrderState; 4] = [
        OrderState::Open,
        OrderState::Held,
        OrderState::Closed,
        OrderState::Cancelled,
    ];

    /// The word that is stored and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderState::Held => "held",
            OrderState::Open => "open",
            OrderState::Closed => "closed",
            OrderState::Cancelled => "cancelled",
        }
    }

    /// Reads the word of [`OrderState::as_str`].
    pub fn parse(text: &str) -> Option<OrderState> {
        OrderState::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

impl RequestState {
    /// Every state, in the order they are listed in.
    pub const ALL: [RequestState; 4] = [
        RequestState::Pending,
        RequestState::Review,
        RequestState::Accepted,
        RequestState::Declined,
    ];

    /// The word that is stored and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            RequestState::Pending => "pending",
            RequestState::Review => "review",
            RequestState::Accepted => "accepted",
            RequestState::Declined => "declined",
        }
    }

    /// Reads the word of [`RequestState::as_str`].
    pub fn parse(text: &str) -> Option<RequestState> {
        RequestState::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

impl ReturnState {
    /// The word that is stored and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            ReturnState::Expected => "expected",
            ReturnState::Closed => "closed",
        }
    }
}

/// The bit of a kind of hold in `orders.hold_kinds`.
pub(crate) fn hold_bit(kind: HoldKind) -> i64 {
    1 << kind as u8
}

/// The bit of a site in `orders.sites`; there are at most [`book::company::SITES_MAX`].
pub(crate) fn site_bit(site: SiteId) -> i64 {
    1i64.wrapping_shl(site.0.into())
}

/// What is counted of an order: the bits of `orders.marks`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(pub(crate) i64);

impl Marks {
    /// Made of a request that no person touched.
    pub(crate) const TOUCHLESS: Marks = Marks(1);
    /// Began with a hold.
    pub(crate) const BEGAN_HELD: Marks = Marks(1 << 1);
    /// Finished with nothing cancelled and all of it delivered in time.
    pub(crate) const ON_TIME_IN_FULL: Marks = Marks(1 << 2);

    pub(crate) fn set(&mut self, mark: Marks) {
        self.0 |= mark.0;
    }

    pub(crate) fn has(self, mark: Marks) -> bool {
        self.0 & mark.0 != 0
    }
}

/// A number of the book as SQLite stores it. The book's ids and quantities stay far below 2^63.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The word of a closed enum without data.
pub(crate) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => unreachable!("enums without data are one word"),
    }
}

/// The JSON of a column.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("views hold no maps with odd keys and no failing types")
}

pub(crate) trait Columns {
    /// A number that is never below zero.
    fn number(&self, column: usize) -> rusqlite::Result<u64>;
    /// The same, or null.
    fn number_or_none(&self, column: usize) -> rusqlite::Result<Option<u64>>;
    /// A small id.
    fn id<T: TryFrom<i64>>(&self, column: usize) -> rusqlite::Result<T>;
    /// The same, or null.
    fn id_or_none<T: TryFrom<i64>>(&self, column: usize) -> rusqlite::Result<Option<T>>;
    fn quantity(&self, column: usize) -> rusqlite::Result<Quantity>;
    fn day_or_none(&self, column: usize) -> rusqlite::Result<Option<Day>>;
    fn currency(&self, column: usize) -> rusqlite::Result<Currency>;
    fn hash_or_none(&self, column: usize) -> rusqlite::Result<Option<ContentHash>>;
    fn stage_or_none(&self, column: usize) -> rusqlite::Result<Option<Stage>>;
    /// The word of a closed enum.
    fn word<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<T>;
    /// The same, or null.
    fn word_or_none<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<Option<T>>;
    fn json<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<T>;
    /// The same, or null.
    fn json_or_none<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<Option<T>>;
    /// The packed lines of an order.
    fn lines(&self, column: usize) -> rusqlite::Result<Vec<OrderLine>>;
    /// The packed ways that a promise weighed.
    fn ways(&self, column: usize) -> rusqlite::Result<Vec<Considered>>;
}

fn unreadable<E>(column: usize, kind: Type, cause: E) -> rusqlite::Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    rusqlite::Error::FromSqlConversionFailure(column, kind, cause.into())
}

impl Columns for Row<'_> {
    fn number(&self, column: usize) -> rusqlite::Result<u64> {
        self.id(column)
    }

    fn number_or_none(&self, column: usize) -> rusqlite::Result<Option<u64>> {
        self.id_or_none(column)
    }

    fn id<T: TryFrom<i64>>(&self, column: usize) -> rusqlite::Result<T> {
        let number: i64 = self.get(column)?;
        T::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
    }

    fn id_or_none<T: TryFrom<i64>>(&self, column: usize) -> rusqlite::Result<Option<T>> {
        let Some(number) = self.get::<_, Option<i64>>(column)? else {
            return Ok(None);
        };
        let fits = T::try_from(number);
        fits.map(Some)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
    }

    fn quantity(&self, column: usize) -> rusqlite::Result<Quantity> {
        self.number(column).map(Quantity)
    }

    fn day_or_none(&self, column: usize) -> rusqlite::Result<Option<Day>> {
        Ok(self.get::<_, Option<i32>>(column)?.map(Day))
    }

    fn currency(&self, column: usize) -> rusqlite::Result<Currency> {
        let code: String = self.get(column)?;
        Currency::parse(&code).ok_or_else(|| unreadable(column, Type::Text, "not a currency"))
    }

    fn hash_or_none(&self, column: usize) -> rusqlite::Result<Option<ContentHash>> {
        Ok(self.get::<_, Option<[u8; 32]>>(column)?.map(ContentHash))
    }

    fn stage_or_none(&self, column: usize) -> rusqlite::Result<Option<Stage>> {
        let Some(index) = self.id_or_none::<usize>(column)? else {
            return Ok(None);
        };
        let stage = Stage::ALL.get(index).copied();
        stage
            .map(Some)
            .ok_or_else(|| unreadable(column, Type::Integer, "not a stage"))
    }

    fn word<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<T> {
        let word: String = self.get(column)?;
        serde_json::from_value(serde_json::Value::String(word))
            .map_err(|error| unreadable(column, Type::Text, error))
    }

    fn word_or_none<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<Option<T>> {
        match self.get_ref(column)?.data_type() {
            Type::Null => Ok(None),
            Type::Integer | Type::Real | Type::Text | Type::Blob => self.word(column).map(Some),
        }
    }

    fn json<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<T> {
        let text = self.get_ref(column)?.as_str()?;
        serde_json::from_str(text).map_err(|error| unreadable(column, Type::Text, error))
    }

    fn json_or_none<T: DeserializeOwned>(&self, column: usize) -> rusqlite::Result<Option<T>> {
        match self.get_ref(column)? {
            ValueRef::Null => Ok(None),
            _ => self.json(column).map(Some),
        }
    }

    fn lines(&self, column: usize) -> rusqlite::Result<Vec<OrderLine>> {
        let lines = packed::read_lines(self.get_ref(column)?.as_str()?);
        lines.map_err(|error| unreadable(column, Type::Text, error))
    }

    fn ways(&self, column: usize) -> rusqlite::Result<Vec<Considered>> {
        let ways = packed::read_ways(self.get_ref(column)?.as_str()?);
        ways.map_err(|error| unreadable(column, Type::Text, error))
    }
}
