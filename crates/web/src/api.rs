//! The API: one file a resource with the table of its routes, and the forms that they share.

pub mod access;
pub mod amend;
pub mod archive;
pub mod availability;
pub mod backorders;
pub mod bulk;
pub mod customers;
pub mod diff;
pub mod documents;
pub mod events;
pub mod evidence;
pub mod exceptions;
pub mod exports;
pub mod flaws;
pub mod forms;
pub mod fulfil;
pub mod goods;
pub mod groups;
pub mod imports;
pub mod items;
pub mod jobs;
pub mod lessons;
pub mod measures;
pub mod messages;
pub mod moves;
pub mod order_list;
pub mod orders;
pub mod outbox;
pub mod paging;
pub mod papers;
pub mod parts;
pub mod past;
pub mod people;
pub mod plain;
pub mod policy;
pub mod prices;
pub mod promise;
pub mod quotas;
pub mod recipients;
pub mod requests;
pub mod resolve;
pub mod returns;
pub mod review;
pub mod send_back;
pub mod service;
pub mod ship_tos;
pub mod shipments;
pub mod sites;
pub mod stock;
pub mod suppliers;
pub mod supply;
pub mod timeline;
pub mod tracking;
pub mod transit;
pub mod warehouses;
pub mod webhooks;
pub mod what_if;

use crate::router::Route;

/// Every table of the API.
pub const TABLES: &[&[Route]] = &[
    service::ROUTES,
    access::ROUTES,
    order_list::ROUTES,
    orders::ROUTES,
    timeline::ROUTES,
    promise::ROUTES,
    bulk::ROUTES,
    moves::ROUTES,
    amend::ROUTES,
    fulfil::ROUTES,
    shipments::ROUTES,
    tracking::ROUTES,
    warehouses::ROUTES,
    papers::ROUTES,
    messages::ROUTES,
    returns::ROUTES,
    send_back::ROUTES,
    availability::ROUTES,
    what_if::ROUTES,
    exceptions::ROUTES,
    backorders::ROUTES,
    documents::ROUTES,
    archive::ROUTES,
    requests::ROUTES,
    review::ROUTES,
    lessons::ROUTES,
    items::ROUTES,
    customers::ROUTES,
    ship_tos::ROUTES,
    parts::ROUTES,
    people::ROUTES,
    policy::ROUTES,
    measures::ROUTES,
    imports::ROUTES,
    exports::ROUTES,
    jobs::ROUTES,
    prices::ROUTES,
    sites::ROUTES,
    transit::ROUTES,
    events::ROUTES,
    webhooks::ROUTES,
    recipients::ROUTES,
    outbox::ROUTES,
    stock::ROUTES,
    stock::MOVES,
    supply::ROUTES,
    groups::ROUTES,
    quotas::ROUTES,
    suppliers::ROUTES,
];
