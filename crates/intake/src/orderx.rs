//! orderx.
