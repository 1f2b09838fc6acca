//! Customers as the command line calls them, by their numbers, and as the stores do, by their ids.

use crate::company::DataDir;
use crate::failure::{Failure, Outcome};
use std::collections::{BTreeSet, HashMap};
use vocab::CustomerId;

/// The customer with this number, if one was named.
pub fn by_number(data: &DataDir, number: Option<&str>) -> Outcome<Option<CustomerId>> {
    let Some(number) = number else {
        return Ok(None);
    };
    crate::shown(data.clone(), |views| {
        let found = views.customer_by_code(number)?;
        let unknown = || Failure::new(format!("there is no customer {number}"));
        found.map(|row| Some(row.id)).ok_or_else(unknown)
    })
}

/// The numbers of these customers. Looks nowhere when there are none.
pub fn numbers(
    data: &DataDir,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Outcome<HashMap<CustomerId, String>> {
    let ids: BTreeSet<CustomerId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    crate::shown(data.clone(), |views| {
        let mut numbers = HashMap::new();
        for id in ids {
            if let Some(row) = views.customer(id)? {
                numbers.insert(id, row.code);
            }
        }
        Ok(numbers)
    })
}

/// The number of a customer, or the id of one whose number is not known.
pub fn shown(id: CustomerId, numbers: &HashMap<CustomerId, String>) -> String {
    let unknown = || format!("id {id}");
    numbers.get(&id).cloned().unwrap_or_else(unknown)
}
