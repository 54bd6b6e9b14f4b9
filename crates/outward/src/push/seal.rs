//! Makes a note unreadable for everybody but the browser that it is for (RFC 8291, in one record of RFC 8188).
//! It knows bytes and keys only.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, UnparsedPublicKey, agree},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Salt},
};

use super::{
    keys::{pair, scalar},
    subscription::Subscription,
};
use crate::Unreached;

/// The largest record, in bytes, as it is said in front of the one that comes.
const RECORD: u32 = 4096;

/// Seals a payload. `padded` is how long it is to be with the mark at its end and the zeros after that; the first 32 bytes of
/// `chance` become the note's own key, the others its salt.
pub(super) fn seal(to: &Subscription, payload: &[u8], padded: usize, chance: &[u8; 48]) -> Result<Vec<u8>, Unreached> {
    let (secret, salt) = chance.split_first_chunk().ok_or(Unreached::Keys)?;
    let secret = scalar(secret).ok_or(Unreached::Keys)?;
    sealed(to, payload, padded, &secret, salt).map_err(|Unspecified| Unreached::Keys)
}

fn sealed(to: &Subscription, payload: &[u8], padded: usize, secret: &[u8; 32], salt: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let (private, public) = pair(secret).ok_or(Unspecified)?;
    let shared = agree(&private, UnparsedPublicKey::new(&ECDH_P256, to.key_bytes()), Unspecified, |shared| {
        let mut info = b"WebPush: info\0".to_vec();
        info.extend_from_slice(to.key_bytes());
        info.extend_from_slice(&public);
        derive::<32>(to.auth_bytes(), shared, &info)
    })?;
    let key: [u8; 16] = derive(salt, &shared, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(salt, &shared, b"Content-Encoding: nonce\0")?;

    let mut record = payload.to_vec();
    record.push(2); // "the last record ends here"
    record.resize(padded.max(record.len()), 0);
    // The key is used for this one record and then never again.
    let nonce = Nonce::assume_unique_for_key(nonce);
    LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?).seal_in_place_append_tag(nonce, Aad::empty(), &mut record)?;

    let mut body = salt.to_vec();
    body.extend_from_slice(&RECORD.to_be_bytes());
    body.push(65); // how long the key is that follows
    body.extend_from_slice(&public);
    body.append(&mut record);
    Ok(body)
}

/// HKDF with SHA-256.
fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<[u8; N], Unspecified> {
    let mut derived = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(&[info], Length(N))?.fill(&mut derived)?;
    Ok(derived)
}

/// How many bytes are derived.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::seal;
    use crate::{push::Subscription, url64};

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_rfc_is_sealed_byte_for_byte() {
        let to = Subscription::parse(
            "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let secret: [u8; 32] = url64::read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").unwrap();
        let salt: [u8; 16] = url64::read("DGv6ra1nlYgDCS1FRnbzlw").unwrap();
        let chance: [u8; 48] = [secret.as_slice(), &salt].concat().try_into().unwrap();
        let sealed = seal(&to, b"When I grow up, I want to be a watermelon", 0, &chance).unwrap();
        assert_eq!(
            url64::write(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
             yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }
}
