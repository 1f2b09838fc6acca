//! ubl.
