//! Content codings (RFC 9110, section 8.4): bodies that come packed, and answers that go out packed.

mod packing;
mod unpacking;

pub use packing::{Asked, packed};
pub use unpacking::{Unreadable, unpacked};

/// A way to pack bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Zstd,
}

impl Coding {
    /// Every coding; where a client likes several as much, the first is taken.
    const ALL: [Coding; 2] = [Coding::Zstd, Coding::Gzip];

    /// Its name in headers.
    fn as_str(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Zstd => "zstd",
        }
    }

    /// The coding that a header names.
    fn parse(name: &str) -> Option<Coding> {
        let known = |coding: &Coding| coding.as_str().eq_ignore_ascii_case(name);
        let same = |name: &str| name.eq_ignore_ascii_case("x-gzip").then_some(Coding::Gzip);
        Coding::ALL.into_iter().find(known).or_else(|| same(name))
    }
}
