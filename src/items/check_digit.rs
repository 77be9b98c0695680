//! Check characters: one or two characters at the end of a code that make most slips of the hand visible.
//!
//! Separators do not count, and small letters count as capitals. The test vectors are those of the standards or of
//! numbers in public use.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a check character is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum CheckDigit {
    /// Luhn: digits, one check digit. Finds single wrong digits and most swaps.
    #[serde(rename = "luhn")]
    Luhn,
    /// The check digit of EAN and GTIN: digits, one check digit.
    #[serde(rename = "gs1")]
    Gs1,
    /// ISO 7064, Mod 11,10: digits, one check digit.
    #[serde(rename = "iso7064-mod11-10")]
    Iso7064Mod11_10,
    /// ISO 7064, Mod 11-2: digits, one check digit or `X`.
    #[serde(rename = "iso7064-mod11-2")]
    Iso7064Mod11_2,
    /// ISO 7064, Mod 37-2: letters and digits, one check character or `*`.
    #[serde(rename = "iso7064-mod37-2")]
    Iso7064Mod37_2,
    /// ISO 7064, Mod 37,36: letters and digits, one check character.
    #[serde(rename = "iso7064-mod37-36")]
    Iso7064Mod37_36,
    /// ISO 7064, Mod 97-10: letters and digits, two check digits.
    #[serde(rename = "iso7064-mod97-10")]
    Iso7064Mod97_10,
    /// Verhoeff: digits, one check digit. Finds all single errors and all swaps of neighbours.
    #[serde(rename = "verhoeff")]
    Verhoeff,
    /// Damm: digits, one check digit. Finds all single errors and all swaps of neighbours.
    #[serde(rename = "damm")]
    Damm,
}

impl CheckDigit {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Luhn,
        Self::Gs1,
        Self::Iso7064Mod11_10,
        Self::Iso7064Mod11_2,
        Self::Iso7064Mod37_2,
        Self::Iso7064Mod37_36,
        Self::Iso7064Mod97_10,
        Self::Verhoeff,
        Self::Damm,
    ];

    /// How many characters it adds.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Iso7064Mod97_10 => 2,
            _ => 1,
        }
    }

    /// Whether it can be computed over letters; otherwise digits only.
    #[must_use]
    pub fn takes_letters(self) -> bool {
        matches!(
            self,
            Self::Iso7064Mod37_2 | Self::Iso7064Mod37_36 | Self::Iso7064Mod97_10
        )
    }

    /// The characters that may stand in its place.
    #[must_use]
    pub fn alphabet(self) -> &'static str {
        match self {
            Self::Iso7064Mod11_2 => "0123456789X",
            Self::Iso7064Mod37_2 => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*",
            Self::Iso7064Mod37_36 => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            _ => "0123456789",
        }
    }

    /// The check characters for a text; none when it has nothing to count, or a letter where only digits count.
    #[must_use]
    pub fn compute(self, text: &str) -> Option<String> {
        let mut values = Vec::with_capacity(text.len());
        for c in text.chars() {
            match c.to_digit(36) {
                Some(value) if value < 10 || self.takes_letters() => values.push(value),
                Some(_) => return None,
                None if c.is_alphabetic() => return None,
                None => {}
            }
        }
        if values.is_empty() {
            return None;
        }
        Some(match self {
            Self::Luhn => luhn(&values),
            Self::Gs1 => gs1(&values),
            Self::Iso7064Mod11_10 => hybrid(&values, 10),
            Self::Iso7064Mod37_36 => hybrid(&values, 36),
            Self::Iso7064Mod11_2 => pure(&values, 11, 2, "0123456789X"),
            Self::Iso7064Mod37_2 => pure(&values, 37, 2, self.alphabet()),
            Self::Iso7064Mod97_10 => mod97(&values),
            Self::Verhoeff => verhoeff(&values),
            Self::Damm => damm(&values),
        })
    }
}

fn digit(value: u32) -> String {
    char::from_digit(value, 36)
        .expect("a value of the alphabet")
        .to_ascii_uppercase()
        .to_string()
}

fn luhn(values: &[u32]) -> String {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &value)| {
            let doubled = value * if at % 2 == 0 { 2 } else { 1 };
            doubled / 10 + doubled % 10
        })
        .sum();
    digit((10 - sum % 10) % 10)
}

fn gs1(values: &[u32]) -> String {
    let weights = [3, 1].into_iter().cycle();
    let sum: u32 = values
        .iter()
        .rev()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    digit((10 - sum % 10) % 10)
}

/// ISO 7064's hybrid systems, with two moduli: `modulus` and one more.
fn hybrid(values: &[u32], modulus: u32) -> String {
    let product = values.iter().fold(modulus, |product, value| {
        let sum = (product + value) % modulus;
        (if sum == 0 { modulus } else { sum }) * 2 % (modulus + 1)
    });
    digit((modulus + 1 - product) % modulus)
}

/// ISO 7064's pure systems with one check character.
fn pure(values: &[u32], modulus: u32, radix: u32, alphabet: &str) -> String {
    let sum = values
        .iter()
        .fold(0, |sum, value| (sum + value) * radix % modulus);
    let check = (modulus + 1 - sum) % modulus;
    let check = alphabet.as_bytes()[check as usize];
    char::from(check).to_string()
}

fn mod97(values: &[u32]) -> String {
    let add = |sum: u32, value: u32| (sum * if value < 10 { 10 } else { 100 } + value) % 97;
    let sum = values.iter().fold(0, |sum, &value| add(sum, value));
    format!("{:02}", 98 - sum * 100 % 97)
}

/// Multiplication in the dihedral group of order ten.
const DIHEDRAL: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
/// Verhoeff's permutation; its powers are what each position is permuted with.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
const INVERSE: [u32; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];

fn verhoeff(values: &[u32]) -> String {
    let permuted =
        |value: u32, times: usize| (0..times % 8).fold(value, |v, _| u32::from(PERMUTATION[v as usize]));
    let sum = values.iter().rev().enumerate().fold(0_u32, |sum, (at, &value)| {
        u32::from(DIHEDRAL[sum as usize][permuted(value, at + 1) as usize])
    });
    digit(INVERSE[sum as usize])
}

/// Damm's quasigroup of order ten.
const QUASIGROUP: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn damm(values: &[u32]) -> String {
    digit(values.iter().fold(0, |row, &value| {
        u32::from(QUASIGROUP[row as usize][value as usize])
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standards() {
        use CheckDigit::*;
        for (kind, text, check) in [
            (Luhn, "7992739871", "3"),
            (Gs1, "629104150021", "3"), // GTIN-13
            (Gs1, "9638507", "4"),      // GTIN-8
            (Iso7064Mod11_10, "79462", "3"),
            (Iso7064Mod11_2, "0794", "0"),
            (Iso7064Mod11_2, "079", "X"),
            (Iso7064Mod11_2, "0000-0002-1825-009", "7"), // ORCID
            (Iso7064Mod11_2, "11010519491231002", "X"),  // GB 11643
            (Iso7064Mod37_2, "G123489654321", "Y"),
            (Iso7064Mod37_36, "A12425GABC1234002", "M"),
            (Iso7064Mod97_10, "99991234567890121414", "90"),
            (Verhoeff, "236", "3"),
            (Verhoeff, "12345", "1"),
            (Damm, "572", "4"),
        ] {
            assert_eq!(kind.compute(text).as_deref(), Some(check), "{kind:?} {text}");
        }
    }

    /// Every one of them notices every single wrong character.
    #[test]
    fn one_wrong_character_is_noticed() {
        for kind in CheckDigit::ALL {
            let text = if kind.takes_letters() {
                "RM-ST-00417"
            } else {
                "31-0-00417"
            };
            let check = kind.compute(text).unwrap();
            assert_eq!(check.len(), kind.length());
            let alphabet = if kind.takes_letters() { 36 } else { 10 };
            for (at, old) in text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
                for value in 0..alphabet {
                    let new = digit(value);
                    // Mod 97-10 writes a letter as two digits: it promises nothing where the one became the other.
                    let other_kind = old.is_ascii_digit() != (value < 10);
                    if new == old.to_string() || (kind == CheckDigit::Iso7064Mod97_10 && other_kind) {
                        continue;
                    }
                    let other = format!("{}{new}{}", &text[..at], &text[at + 1..]);
                    assert_ne!(kind.compute(&other).unwrap(), check, "{kind:?} {text} {other}");
                }
            }
        }
    }

    #[test]
    fn separators_and_case_do_not_count() {
        let kind = CheckDigit::Iso7064Mod37_36;
        assert_eq!(kind.compute("rm-st-00001"), kind.compute("RMST00001"));
        assert_eq!(kind.compute("--"), None);
        assert_eq!(CheckDigit::Luhn.compute("RM1"), None);
        assert_eq!(CheckDigit::Gs1.compute("原料1"), None);
    }
}
