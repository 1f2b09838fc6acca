//! The columns of customers with their ship-tos.

use crate::also;
use crate::column::{Column, optional, required};

/// How many of the columns are the customer's own.
pub const COLUMNS_OF_CUSTOMER: usize = 15;

/// The columns: first the customer's, from `ship_to` on the ship-to's.
pub const COLUMNS: &[Column] = &[
    required(
        "customer",
        "a customer number of at most 40 characters",
        ["20417", "20417"],
        also::CUSTOMER,
    ),
    required(
        "name",
        "a name of at most 200 characters",
        ["Corner Grocery", "Corner Grocery"],
        also::CUSTOMER_NAME,
    ),
    optional(
        "name_hebrew",
        "at most 10 names, each on a line of the cell",
        ["", ""],
        also::NAME_HEBREW,
    ),
    optional(
        "contact",
        "a name of at most 200 characters",
        ["Dana Levi", "Dana Levi"],
        also::CONTACT,
    ),
    optional(
        "email",
        "at most 10 e-mail addresses",
        ["orders@corner.example", "orders@corner.example"],
        also::EMAIL,
    ),
    optional(
        "phone",
        "at most 10 phone numbers, each on a line of the cell",
        ["+972-4-555-0101", "+972-4-555-0101"],
        also::PHONE,
    ),
    optional(
        "tax_id",
        "a tax or VAT number",
        ["599000017", "599000017"],
        also::TAX_ID,
    ),
    optional(
        "gln",
        "a GLN of 13 digits with a right check digit",
        ["7299998000007", "7299998000007"],
        also::GLN,
    ),
    required(
        "price_list",
        "the code of a price list",
        ["RETAIL", "RETAIL"],
        also::PRICE_LIST,
    ),
    optional(
        "credit_limit",
        "an amount like 25000.00, nothing for no limit",
        ["25000.00", "25000.00"],
        also::CREDIT_LIMIT,
    ),
    optional(
        "receivable",
        "an amount like 3120.40, owed from before",
        ["3120.40", "3120.40"],
        also::RECEIVABLE,
    ),
    optional(
        "one_time_addresses",
        "true or false",
        ["false", "false"],
        also::ONE_TIME_ADDRESSES,
    ),
    optional(
        "ship_complete",
        "true or false",
        ["false", "false"],
        also::SHIP_COMPLETE,
    ),
    optional(
        "blocked",
        "true or false",
        ["false", "false"],
        also::BLOCKED,
    ),
    optional(
        "takes_substitutes",
        "asked, always or never",
        ["asked", "asked"],
        also::TAKES_SUBSTITUTES,
    ),
    optional(
        "ship_to",
        "a code of at most 40 characters",
        ["20417-01", "20417-02"],
        also::SHIP_TO,
    ),
    optional(
        "default_ship_to",
        "true or false",
        ["true", "false"],
        also::DEFAULT_SHIP_TO,
    ),
    optional(
        "ship_to_name",
        "a name of at most 200 characters",
        ["Corner Grocery, back door", "Corner Grocery, market hall"],
        also::SHIP_TO_NAME,
    ),
    optional(
        "ship_to_gln",
        "a GLN of 13 digits with a right check digit",
        ["", ""],
        also::SHIP_TO_GLN,
    ),
    optional(
        "ship_to_contact",
        "a name of at most 200 characters",
        ["", ""],
        also::SHIP_TO_CONTACT,
    ),
    optional(
        "ship_to_phone",
        "at most 10 phone numbers, each on a line of the cell",
        ["", ""],
        also::SHIP_TO_PHONE,
    ),
    optional(
        "street",
        "at most 10 lines of at most 200 characters",
        ["12 Harbour St", "3 Market Square"],
        also::STREET,
    ),
    optional(
        "city",
        "a name of at most 200 characters",
        ["Haifa", "Acre"],
        also::CITY,
    ),
    optional(
        "region",
        "a name of at most 200 characters",
        ["", ""],
        also::REGION,
    ),
    optional(
        "postcode",
        "a postcode",
        ["3303112", "2430101"],
        also::POSTCODE,
    ),
    optional(
        "country",
        "a country of two letters (ISO 3166-1)",
        ["IL", "IL"],
        also::COUNTRY,
    ),
    optional(
        "zone",
        "the number of a zone, 0 to 9999",
        ["1", "2"],
        also::ZONE,
    ),
];
