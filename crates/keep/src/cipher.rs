//! Sealing with a key: XChaCha20-Poly1305 with a random nonce.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use std::fmt;

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A 256-bit key. Never printed.
pub(crate) struct Key([u8; KEY_BYTES]);

impl Key {
    /// A key from the operating system's random source.
    pub(crate) fn random() -> Result<Key, getrandom::Error> {
        random().map(Key)
    }

    /// A key from its bytes.
    pub(crate) fn from_bytes(bytes: [u8; KEY_BYTES]) -> Key {
        Key(bytes)
    }

    /// The bytes, to be wrapped by another key or written into the key file.
    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Nonce and ciphertext of `plain`, which opens only with the same `bound` data.
    pub(crate) fn seal(&self, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let sealed = XChaCha20Poly1305::new(&self.0.into())
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: bound,
                },
            )
            .expect("the cipher refuses only messages over 256 GiB");
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed, if this is the key, `bound` is the same, and no bit has changed.
    pub(crate) fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: sealed,
                    aad: bound,
                },
            )
            .ok()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map(|()| bytes)
}
