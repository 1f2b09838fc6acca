//! cxml.
