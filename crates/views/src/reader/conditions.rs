//! What must hold of the rows of a list, as SQL with its parameters.

use crate::row::signed;
use rusqlite::types::Value;
use vocab::{CustomerId, Day, ItemId, OrderId, SiteId};

/// Conditions that must all hold, and the parameters of the query in their order.
#[derive(Default)]
pub(super) struct Conditions {
    all: Vec<String>,
    pub(super) parameters: Vec<Value>,
}

impl Conditions {
    /// A condition without a parameter.
    pub(super) fn must(&mut self, condition: impl Into<String>) {
        self.all.push(condition.into());
    }

    /// A condition with one parameter.
    pub(super) fn and(&mut self, condition: impl Into<String>, parameter: impl Parameter) {
        self.all.push(condition.into());
        self.parameters.push(parameter.value());
    }

    /// The same, if the parameter is given.
    pub(super) fn if_given<P: Parameter>(&mut self, condition: &str, parameter: Option<P>) {
        if let Some(parameter) = parameter {
            self.and(condition, parameter);
        }
    }

    /// What stands behind WHERE.
    pub(super) fn sql(&self) -> String {
        match self.all.as_slice() {
            [] => "true".to_owned(),
            all => all.join(" AND "),
        }
    }

    /// All parameters, and as the last one how many rows: one more than the page has.
    pub(super) fn with_limit(mut self, limit: usize) -> Vec<Value> {
        self.parameters.push(Value::Integer(limit as i64 + 1));
        self.parameters
    }
}

/// What a condition compares with.
pub(super) trait Parameter {
    fn value(self) -> Value;
}

impl Parameter for i64 {
    fn value(self) -> Value {
        Value::Integer(self)
    }
}

impl Parameter for u64 {
    fn value(self) -> Value {
        Value::Integer(signed(self))
    }
}

impl Parameter for String {
    fn value(self) -> Value {
        Value::Text(self)
    }
}

impl Parameter for &str {
    fn value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Parameter for Vec<u8> {
    fn value(self) -> Value {
        Value::Blob(self)
    }
}

impl Parameter for Day {
    fn value(self) -> Value {
        Value::Integer(self.0.into())
    }
}

impl Parameter for SiteId {
    fn value(self) -> Value {
        Value::Integer(self.0.into())
    }
}

impl Parameter for ItemId {
    fn value(self) -> Value {
        Value::Integer(self.0.into())
    }
}

impl Parameter for CustomerId {
    fn value(self) -> Value {
        Value::Integer(self.0.into())
    }
}

impl Parameter for OrderId {
    fn value(self) -> Value {
        self.0.value()
    }
}
