//! A piece of the state that is its owner's alone until it is shared with a copy: most of the time
//! changing it costs no more than changing what is in a box.

use std::ops::Deref;
use std::sync::Arc;

/// A piece of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<T> {
    /// Nobody else sees it.
    Own(T),
    /// A copy sees it as it is.
    Shared(Arc<T>),
}

impl<T: Default> Default for Piece<T> {
    fn default() -> Piece<T> {
        Piece::Own(T::default())
    }
}

impl<T: Clone + Default> Piece<T> {
    /// A copy that shares it with its owner until that one changes it.
    pub(crate) fn share(&mut self) -> Piece<T> {
        let shared = match std::mem::take(self) {
            Piece::Own(own) => Arc::new(own),
            Piece::Shared(shared) => shared,
        };
        *self = Piece::Shared(Arc::clone(&shared));
        Piece::Shared(shared)
    }

    /// The piece, to change it: copied first while a copy sees it.
    #[inline]
    pub(crate) fn own(&mut self) -> &mut T {
        if let Piece::Shared(_) = self {
            self.take_back();
        }
        match self {
            Piece::Own(own) => own,
            Piece::Shared(_) => unreachable!("it was taken back"),
        }
    }

    /// Seldom needed: once a piece and snapshot.
    #[cold]
    fn take_back(&mut self) {
        if let Piece::Shared(shared) = std::mem::take(self) {
            *self = Piece::Own(Arc::unwrap_or_clone(shared));
        }
    }
}

impl<T> Deref for Piece<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Piece::Own(own) => own,
            Piece::Shared(shared) => shared,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_what_comes_later() {
        let mut piece = Piece::Own(vec![1]);
        let copy = piece.share();
        let second = piece.share();
        piece.own().push(2);
        assert_eq!((piece.as_slice(), copy.as_slice()), (&[1, 2][..], &[1][..]));
        assert_eq!(copy, second);
    }

    #[test]
    fn what_no_copy_sees_any_more_is_not_copied_again() {
        let mut piece = Piece::Own(vec![1]);
        drop(piece.share());
        let before = piece.as_ptr();
        assert_eq!(piece.own().as_ptr(), before);
    }
}
