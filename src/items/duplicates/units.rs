//! Units, and the few signs that belong to a number: small tables, so that everybody can see what is taken for the same.

/// A unit as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// The unit that numbers are converted to.
    pub(super) base: &'static str,
    /// How many of these one of it is, as a power of ten.
    pub(super) exponent: i32,
}

/// The unit of lengths, which dimensions have where they name none.
pub(super) const LENGTH: Unit = Unit {
    base: "mm",
    exponent: 0,
};

/// Base unit, power of ten, spellings in small letters. Units whose prefix depends on capitals (mW and MW, mΩ and MΩ) are
/// not converted. An inch is none of millimetres: pipes of 1" measure 33.7 mm.
const UNITS: &[(&str, i32, &[&str])] = &[
    ("mm", -6, &["nm", "纳米"]),
    ("mm", -3, &["μm", "um", "微米"]),
    ("mm", 0, &["mm", "毫米", "公厘"]),
    ("mm", 1, &["cm", "厘米", "公分"]),
    ("mm", 2, &["dm", "分米"]),
    ("mm", 3, &["m", "米", "公尺"]),
    ("mm", 6, &["km", "千米", "公里"]),
    ("inch", 0, &["\"", "in", "inch", "inches", "英寸", "吋", "寸"]),
    ("mm2", 0, &["mm2", "平方毫米", "平方"]),
    ("mm2", 2, &["cm2", "平方厘米"]),
    ("mm2", 6, &["m2", "平方米", "平米"]),
    ("g", -3, &["mg", "毫克"]),
    ("g", 0, &["g", "克"]),
    ("g", 3, &["kg", "kgs", "公斤", "千克"]),
    ("g", 6, &["t", "吨"]),
    ("jin", 0, &["市斤", "斤"]),
    ("ml", 0, &["ml", "cc", "毫升"]),
    ("ml", 3, &["l", "升", "公升", "立升", "dm3"]),
    ("ml", 6, &["m3", "立方米", "立方"]),
    ("mv", 0, &["mv", "毫伏"]),
    ("mv", 3, &["v", "伏", "伏特"]),
    ("mv", 6, &["kv", "千伏"]),
    ("ma", 0, &["ma", "毫安"]),
    ("ma", 3, &["a", "安", "安培"]),
    ("w", 0, &["w", "瓦", "瓦特"]),
    ("w", 3, &["kw", "千瓦"]),
    ("pa", 0, &["pa", "帕"]),
    ("pa", 3, &["kpa", "千帕"]),
    ("pa", 5, &["bar", "巴"]),
    ("pa", 6, &["mpa", "兆帕"]),
    ("hz", 0, &["hz", "赫兹", "赫"]),
    ("hz", 3, &["khz", "千赫"]),
    ("hz", 6, &["mhz", "兆赫"]),
    ("hz", 9, &["ghz"]),
    ("ohm", 0, &["ω", "ohm", "欧", "欧姆"]),
    ("ohm", 3, &["kω", "kohm", "千欧"]),
    ("pf", 0, &["pf", "皮法"]),
    ("pf", 3, &["nf", "纳法"]),
    ("pf", 6, &["μf", "uf", "微法"]),
    ("°c", 0, &["°c", "摄氏度"]),
    ("°", 0, &["°", "度"]),
    ("rpm", 0, &["rpm", "r/min", "转/分"]),
    ("pcs", 0, &["pcs", "pc", "ea", "个", "只", "件"]),
    ("core", 0, &["芯", "core", "cores"]),
];

/// What a Chinese unit is not followed by, because it then begins a word: 2安全帽, 3瓦楞纸.
const WORDS: &[(&str, &str)] = &[
    ("安", "全装"),
    ("瓦", "楞片"),
    ("升", "降级"),
    ("平方", "米毫厘"),
    ("度", "数"),
    ("巴", "氏"),
    ("件", "套"),
    ("寸", "动"),
    ("赫", "兹"),
    ("欧", "式标"),
];

/// The unit that these characters begin with, and how many characters it takes. A unit in Latin letters ends where the
/// letters end, or before a sign of multiplication.
pub(super) fn unit(rest: &[char]) -> Option<(Unit, usize)> {
    let mut best: Option<(Unit, usize)> = None;
    for (base, exponent, spellings) in UNITS {
        for spelling in *spellings {
            if spelling.chars().next() != rest.first().copied() {
                continue;
            }
            let length = spelling.chars().count();
            if best.is_some_and(|(_, longest)| longest >= length)
                || rest.len() < length
                || !spelling.chars().eq(rest[..length].iter().copied())
                || !ends(spelling, &rest[length..])
            {
                continue;
            }
            let unit = Unit {
                base,
                exponent: *exponent,
            };
            best = Some((unit, length));
        }
    }
    best
}

fn ends(spelling: &str, after: &[char]) -> bool {
    let Some(&next) = after.first() else { return true };
    if let Some((_, words)) = WORDS.iter().find(|(unit, _)| *unit == spelling) {
        return !words.contains(next);
    }
    let last = spelling.chars().next_back().unwrap_or_default();
    // 20 M2.5: no square metres.
    if last.is_ascii_digit() && next == '.' && after.get(1).is_some_and(char::is_ascii_digit) {
        return false;
    }
    let latin = last.is_alphanumeric() && !is_han(last);
    if !latin || !next.is_alphanumeric() || is_han(next) {
        return true;
    }
    // 20mmx30: a sign of multiplication, not a letter of the unit.
    is_times(next)
        && after[1..]
            .iter()
            .find(|c| **c != ' ')
            .is_some_and(char::is_ascii_digit)
}

/// Signs of multiplication between dimensions, after `normalise`.
pub(super) fn is_times(c: char) -> bool {
    matches!(c, '×' | 'x' | '*' | 'х')
}

/// Chinese characters, which need no blanks between words.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〇')
}

/// What stands before a number and belongs to it, though a blank or a hyphen may stand between: DN 25, GB/T 5783, SUS 304.
const PREFIXES: &[&str] = &[
    "m", "φ", "dn", "pn", "sus", "aisi", "gb", "jb", "hg", "yb", "din", "iso", "ansi", "jis", "en", "awg",
    "sch", "hrc", "ral", "npt", "rc",
];

/// Whether letters belong to the number behind them although a blank stands between.
pub(super) fn is_prefix(letters: &str) -> bool {
    PREFIXES.contains(&letters)
}

/// Grades of steel whose letters are no units: 304L is low in carbon, and no 304 litres.
const GRADES: &[&str] = &["303", "304", "310", "316", "317", "321", "347"];

/// Whether a number is a grade rather than a quantity.
pub(super) fn is_grade(number: &str) -> bool {
    GRADES.contains(&number)
}

/// One spelling of letters before a number. Steel of grade 304 is called SUS304, AISI 304 and 304.
pub(super) fn prefix<'a>(letters: &'a str, number: &str) -> &'a str {
    match letters {
        "sus" | "aisi" if number.len() == 3 => "",
        "gbt" => "gb",
        "jbt" => "jb",
        "hgt" => "hg",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_end_where_words_end() {
        let of = |text: &str| {
            let found = unit(&text.chars().collect::<Vec<_>>());
            found.map(|(unit, length)| (unit.base, unit.exponent, length))
        };
        assert_eq!(of("mm"), Some(("mm", 0, 2)));
        assert_eq!(of("mm2"), Some(("mm2", 0, 3)));
        assert_eq!(of("mmx30"), Some(("mm", 0, 2)));
        assert_eq!(of("m卷尺"), Some(("mm", 3, 1)));
        assert_eq!(of("米卷尺"), Some(("mm", 3, 1)));
        assert_eq!(of("平方米"), Some(("mm2", 6, 3)));
        assert_eq!(of("mount"), None);
        assert_eq!(of("瓦楞纸"), None);
        assert_eq!(of("安全帽"), None);
        assert_eq!(of("kgs"), Some(("g", 3, 3)));
        assert_eq!(of(""), None);
    }

    /// One spelling means one thing.
    #[test]
    fn no_spelling_stands_twice() {
        let mut all: Vec<&str> = UNITS.iter().flat_map(|(_, _, s)| *s).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
