//! Secrets of others' services: passwords and keys that the configuration names the place of.

use crate::failure::{Doing, Failure, Outcome};
use connect::channel::Password;
use std::path::Path;

/// The most bytes of a secret.
const SECRET_BYTES_MAX: usize = 1_024;

/// The secret in a file (blanks around it do not count) or in a variable of the environment; `None`
/// where neither is named. `whose` tells in a failure whose secret it is.
pub fn secret(
    whose: &str,
    file: Option<&Path>,
    variable: Option<&str>,
) -> Outcome<Option<Password>> {
    let text = match (file, variable) {
        (None, None) => return Ok(None),
        (Some(path), None) => {
            let shown = path.display();
            std::fs::read_to_string(path).doing(|| format!("{shown} can't be read"))?
        }
        (None, Some(variable)) => std::env::var(variable)
            .doing(|| format!("{whose}: the variable {variable} holds no text"))?,
        (Some(_), Some(_)) => {
            return Err(Failure::new(format!(
                "{whose}: name a file or a variable of the environment, not both"
            )));
        }
    };
    let text = text.trim();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_control());
    match plain && (1..=SECRET_BYTES_MAX).contains(&text.len()) {
        true => Ok(Some(Password(text.to_owned()))),
        false => Err(Failure::new(format!(
            "{whose}: a password or key has 1 to {SECRET_BYTES_MAX} letters, all of ASCII"
        ))),
    }
}
