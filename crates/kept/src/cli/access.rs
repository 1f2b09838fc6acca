//! Flags of the commands on access keys and users.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done with access keys.
#[derive(Subcommand)]
pub enum Key {
    /// Make a key; its secret is shown this once
    Create {
        /// What it is called
        name: String,
        /// What it may do; repeat for more
        #[arg(long, required = true, value_parser = scope)]
        scope: Vec<keep::Scope>,
        /// Number of the only customer whose things it sees and changes
        #[arg(long, value_name = "CODE")]
        customer: Option<String>,
        /// Days until it expires
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3_650))]
        expires: Option<u32>,
    },
    /// List the keys, without their secrets
    List,
    /// Make a key useless
    Revoke {
        /// Its number
        key: u32,
    },
}

/// What can be done with users.
#[derive(Subcommand)]
pub enum User {
    /// Make a user; the password is asked for on the terminal
    Create(CreateUser),
    /// List the users
    List,
    /// Keep a user from signing in, and end the sessions
    Disable {
        /// By what the user signs in
        login: String,
    },
    /// Let a user sign in again
    Enable {
        /// By what the user signs in
        login: String,
    },
    /// Give a user a new password, unlock the user, and end the sessions
    Password {
        /// By what the user signs in
        login: String,
        /// Where the password comes from.
        #[command(flatten)]
        password: PasswordFrom,
    },
}

/// Flags of `kept user create`.
#[derive(Args)]
pub struct CreateUser {
    /// By what the user is to sign in: letters, digits and . _ - + @
    pub login: String,
    /// What the user is called
    #[arg(long)]
    pub name: String,
    /// What the user is here for: viewer, desk, planner, picker or admin
    #[arg(long, value_parser = role)]
    pub role: keep::Role,
    /// Number of the only customer whose things the user sees and changes
    #[arg(long, value_name = "CODE")]
    pub customer: Option<String>,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordFrom,
    /// Make the user without a password, to sign in by an identity provider
    #[arg(long, conflicts_with_all = ["password_file", "password_stdin"])]
    pub no_password: bool,
}

/// Where a password comes from, if it is not asked for on the terminal.
#[derive(Args)]
pub struct PasswordFrom {
    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub password_file: Option<PathBuf>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
}

fn scope(text: &str) -> Result<keep::Scope, String> {
    let scopes: Vec<&str> = keep::Scope::ALL
        .iter()
        .map(|scope| scope.as_str())
        .collect();
    keep::Scope::parse(text).ok_or_else(|| format!("scopes are {}", scopes.join(", ")))
}

fn role(text: &str) -> Result<keep::Role, String> {
    let roles = keep::Role::ALL.map(keep::Role::as_str).join(", ");
    keep::Role::parse(text).ok_or_else(|| format!("roles are {roles}"))
}
