//! The API as its callers see it: a request line in, a status and a body out.

mod access;
mod browser;
mod bulk;
mod coding;
mod console;
mod customer;
mod documents;
mod events;
mod examples;
mod items;
mod looks;
mod matrix;
mod moves;
mod order_list;
mod orders;
mod prices;
mod schema;
mod settings;
mod sign_in;
mod sites;
mod stock;
mod supply;
mod table;
mod wire;
mod world;
