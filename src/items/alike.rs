//! Names that people take for the same although they are written in different ways.

use unicode_normalization::UnicodeNormalization as _;

/// What is left of a name when it does not matter how it was typed: no full-width forms, no capitals, no blanks, and one
/// sign for "by" (`M8×20`, `M8*20`, `M8x20`). Equal names are alike; nothing else is compared.
#[must_use]
pub fn alike(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '×' | '*' | '✕' | '╳' => 'x',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn what_is_typed_differently_is_alike() {
        let one = alike("内六角螺钉 M8×20");
        for other in ["内六角螺钉M8*20", "内六角螺钉 m8 X 20", "内六角螺钉　Ｍ８×２０"] {
            assert_eq!(alike(other), one, "{other}");
        }
        assert_ne!(alike("内六角螺钉 M8×25"), one);
    }
}
