//! Closed sets that are stored and shown as words: the enum, its words, and the way back.

/// Declares an enum whose variants are words, which are stored and never change.
macro_rules! words {
    ($(#[$about:meta])* $set:ident { $($(#[$doc:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $set {
            $($(#[$doc])* $name,)*
        }

        impl $set {
            /// Every one of them.
            pub const ALL: &'static [$set] = &[$($set::$name,)*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($set::$name => $word,)*
                }
            }

            /// Reads the word of `as_str`.
            pub fn parse(word: &str) -> Option<$set> {
                $set::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }

        impl rusqlite::types::FromSql for $set {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<$set> {
                let word = value.as_str()?;
                let unknown = || format!("the word {word} is not known here").into();
                $set::parse(word).ok_or_else(|| rusqlite::types::FromSqlError::Other(unknown()))
            }
        }

        impl rusqlite::types::ToSql for $set {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }
    };
}

pub(crate) use words;
