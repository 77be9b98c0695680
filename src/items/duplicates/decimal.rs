//! Exact decimal numbers: 2 cm and 20 mm are the same, and 0.1 is 0.1.

/// A number as people write it, times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Decimal {
    digits: u128,
    /// The power of ten.
    exponent: i32,
}

impl Decimal {
    /// Digits with at most one point; nothing where there are more digits than anybody writes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits: u128 = format!("{whole}{part}").parse().ok()?;
        if digits > 10_u128.pow(24) {
            return None;
        }
        let exponent = -i32::try_from(part.len()).ok()?;
        Some(Self { digits, exponent }.shortest())
    }

    /// This number times ten to the power of `exponent`.
    pub(super) fn shifted(self, exponent: i32) -> Self {
        Self {
            digits: self.digits,
            exponent: self.exponent + exponent,
        }
        .shortest()
    }

    fn shortest(mut self) -> Self {
        if self.digits == 0 {
            self.exponent = 0;
        }
        while self.digits != 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut digits = self.digits.to_string();
        let Ok(places) = usize::try_from(-self.exponent) else {
            digits.extend(std::iter::repeat_n('0', self.exponent.unsigned_abs() as usize));
            return f.write_str(&digits);
        };
        if places == 0 {
            return f.write_str(&digits);
        }
        if digits.len() <= places {
            digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
        }
        digits.insert(digits.len() - places, '.');
        f.write_str(&digits)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_are_exact() {
        let shown = |text: &str, exponent| Decimal::parse(text).unwrap().shifted(exponent).to_string();
        assert_eq!(shown("20", 0), "20");
        assert_eq!(shown("2.50", 1), "25");
        assert_eq!(shown("0.1", -3), "0.0001");
        assert_eq!(shown("008", 0), "8");
        assert_eq!(shown("0.0", 3), "0");
        assert_eq!(shown("12", 2), "1200");
        assert_eq!(Decimal::parse(&"9".repeat(40)), None);
    }
}
