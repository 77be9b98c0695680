//! Codes that people take for the same although they differ.

use unicode_normalization::UnicodeNormalization as _;

/// What is left of a code for somebody who reads it aloud or types it from a label: no case, no full-width forms, no
/// blanks and separators, and one of each pair of characters that look alike.
#[must_use]
pub fn spoken(code: &str) -> String {
    if code.is_ascii() {
        return alike(code.chars());
    }
    let plain: String = code.nfkc().flat_map(char::to_uppercase).collect();
    let plain = crate::base::text::skeleton(&plain);
    alike(plain.chars().flat_map(char::to_uppercase))
}

fn alike(characters: impl Iterator<Item = char>) -> String {
    characters
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            'O' | 'Q' => '0',
            'I' | 'L' => '1',
            'Z' => '2',
            'S' => '5',
            'B' => '8',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn what_is_read_alike_is_alike() {
        let one = spoken("RM-ST-00417");
        for other in [
            "rm-st-00417",
            "RM ST 00417",
            "ＲＭ－ＳＴ－００４１７",
            "RM-ST-OO417",
            "RM_ST.00417 ",
            "RМ-SТ-00417",
        ] {
            assert_eq!(spoken(other), one, "{other}");
        }
        assert_ne!(spoken("RM-ST-00418"), one);
        assert_ne!(spoken("钢-1"), spoken("铝-1"));
    }
}
