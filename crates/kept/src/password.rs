//! Passwords for the command line: from a file, from standard input, or asked for without echo.

use crate::cli::PasswordFrom;
use crate::failure::{Doing, Failure, Outcome};
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};

/// Longest line that is read as a password, in bytes.
const LINE_BYTES_MAX: u64 = 4_096;

/// The password, from where the command line says, or from whoever sits at the terminal.
pub fn password(from: &PasswordFrom) -> Outcome<String> {
    match (&from.password_file, from.password_stdin) {
        (Some(path), _) => {
            let shown = path.display();
            let file = File::open(path).doing(|| format!("{shown} can't be opened"))?;
            first_line(file).doing(|| format!("{shown} can't be read"))
        }
        (None, true) => {
            first_line(std::io::stdin()).doing(|| "standard input can't be read".to_owned())
        }
        (None, false) => asked(),
    }
}

fn asked() -> Outcome<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "there is no terminal to ask for the password on; use --password-stdin or --password-file",
        ));
    }
    let password = hidden("password: ")?;
    match hidden("once more: ")? == password {
        true => Ok(password),
        false => Err(Failure::new(
            "the two passwords differ; nothing was changed",
        )),
    }
}

/// One line that is typed without being shown.
#[cfg(unix)]
fn hidden(prompt: &str) -> Outcome<String> {
    let doing = || "the terminal can't be asked for a password".to_owned();
    eprint!("{prompt}");
    let quiet = Quiet::new().doing(doing)?;
    let line = first_line(std::io::stdin()).doing(doing);
    drop(quiet);
    eprintln!();
    line
}

#[cfg(not(unix))]
fn hidden(_prompt: &str) -> Outcome<String> {
    Err(Failure::new(
        "a password can't be typed unseen on this system; use --password-stdin or --password-file",
    ))
}

/// A terminal that does not show what is typed, until this is dropped.
#[cfg(unix)]
struct Quiet(rustix::termios::Termios);

#[cfg(unix)]
impl Quiet {
    fn new() -> std::io::Result<Quiet> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = std::io::stdin();
        let usual = tcgetattr(&stdin)?;
        let mut quiet = usual.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Flush, &quiet)?;
        Ok(Quiet(usual))
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        let actions = rustix::termios::OptionalActions::Flush;
        // A terminal that is gone has nothing to show.
        let _ = rustix::termios::tcsetattr(std::io::stdin(), actions, &self.0);
    }
}

fn first_line(from: impl Read) -> std::io::Result<String> {
    let mut line = String::new();
    BufReader::new(from.take(LINE_BYTES_MAX)).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
