//! Which encoding a client takes: `Accept-Encoding` with its weights.
//! Only what was encoded beforehand is offered.

use axum::http::{HeaderMap, header};

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// Its name in `Content-Encoding`, and what its `ETag` ends with.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// The best of the offered encodings for these headers: what the client weighs most, and among equals the smaller body.
pub fn choose(headers: &HeaderMap, brotli: bool, gzip: bool) -> Encoding {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let wanted: Vec<(&str, u16)> = lines.flat_map(|line| line.split(',')).filter_map(weighed).collect();
    let weight = |name: &str, unsaid: u16| {
        let of = |name: &str| wanted.iter().find(|(coding, _)| coding.eq_ignore_ascii_case(name)).map(|(_, weight)| *weight);
        of(name).or_else(|| of("*")).unwrap_or(unsaid)
    };
    let offers = [(Encoding::Brotli, brotli), (Encoding::Gzip, gzip)];
    let packed =
        offers.into_iter().filter(|(_, offered)| *offered).filter_map(|(encoding, _)| Some((encoding, weight(encoding.name()?, 0))));
    let best = packed.filter(|(_, weight)| *weight > 0).reduce(|best, next| if next.1 > best.1 { next } else { best });
    match best {
        // What is not named is welcome, but least.
        Some((encoding, packed)) if packed >= weight("identity", 1) => encoding,
        _ => Encoding::Plain,
    }
}

/// An entry such as `br;q=0.8`, its weight in thousandths.
fn weighed(entry: &str) -> Option<(&str, u16)> {
    let mut parts = entry.split(';');
    let coding = parts.next()?.trim();
    let weight = parts.find_map(|part| part.trim().strip_prefix("q=").or_else(|| part.trim().strip_prefix("Q=")));
    let weight: f32 = weight.map_or(Ok(1.0), |weight| weight.trim().parse()).ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
    let weight = (weight.clamp(0.0, 1.0) * 1_000.0).round() as u16;
    (!coding.is_empty()).then_some((coding, weight))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::ACCEPT_ENCODING};

    use super::{Encoding, choose};

    fn of(accepted: &str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(accepted).unwrap());
        choose(&headers, true, true)
    }

    #[test]
    fn the_weights_of_the_client_decide() {
        assert_eq!(of("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(of("gzip"), Encoding::Gzip);
        assert_eq!(of("br;q=0.5, gzip;q=0.8"), Encoding::Gzip);
        assert_eq!(of("br;q=0, gzip;q=0"), Encoding::Plain);
        assert_eq!(of("*"), Encoding::Brotli);
        assert_eq!(of("*;q=0"), Encoding::Plain);
        assert_eq!(of("identity, br;q=0.1"), Encoding::Plain);
        assert_eq!(of("brotli"), Encoding::Plain);
        assert_eq!(of("br;q=x"), Encoding::Plain);
        assert_eq!(of("NaN;q=NaN"), Encoding::Plain);
        assert_eq!(choose(&HeaderMap::new(), true, true), Encoding::Plain);
    }

    #[test]
    fn only_what_is_there_is_offered() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"));
        assert_eq!(choose(&headers, false, true), Encoding::Gzip);
        assert_eq!(choose(&headers, false, false), Encoding::Plain);
    }
}
