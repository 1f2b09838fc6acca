//! idoc.
