//! What the server calls equal is what the model calls equal.

use trueup::db::Access;
use trueup::model::Fold;

use crate::registry::{mariadb, open, run};

/// Texts that differ in case, accents, width, blanks, or not at all to the eye.
const PAIRS: &[(&str, &str)] = &[
    ("A", "a"),
    ("é", "e"),
    ("A", "A\u{a0}"),
    ("A", "A\u{200b}"),
    ("AB", "A\u{200b}B"),
    ("A", "Ａ"),
    ("A", "A "),
    ("A ", " A"),
    ("A B", "A\u{a0}B"),
    ("A B", "AB"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("ø", "o"),
    ("Ł", "L"),
    ("đ", "d"),
    ("ı", "i"),
    ("İ", "i"),
    ("–", "-"),
    ("‐", "-"),
    ("😀", "😁"),
    ("①", "1"),
    ("ﬁ", "fi"),
    ("²", "2"),
    ("½", "1/2"),
    ("A\u{9}", "A"),
    ("A\u{a}", "A"),
    ("A\u{1}", "A"),
    ("\u{3000}A", " A"),
    ("A\u{3000}", "A"),
    ("か", "カ"),
    ("か", "が"),
    ("ｶ", "カ"),
    ("は", "ば"),
    ("o", "0"),
    ("A", "А"),
    ("張", "张"),
    ("Ⅳ", "IV"),
    ("K", "K"),
    ("Ω", "Ω"),
    ("ς", "σ"),
    ("œ", "oe"),
    ("A\u{ad}", "A"),
    ("A\u{feff}", "A"),
    ("A\u{200d}", "A"),
    ("A\u{2009}", "A "),
    ("A\u{2009}B", "A B"),
    ("한", "한"),
    ("ñ", "n"),
    ("n\u{303}", "ñ"),
    ("ŀ", "l"),
    ("ŉ", "n"),
    ("þ", "th"),
    ("ð", "d"),
    ("ħ", "h"),
    ("ŧ", "t"),
    ("_", "-"),
    ("A.", "A"),
    ("A\u{85}", "A"),
    ("“", "\u{22}"),
    ("Å", "A"),
    ("Ａ１", "a1"),
    ("￥", "¥"),
    ("㎏", "kg"),
    ("A\u{2028}", "A"),
    ("𠀀", "𠀁"),
    ("ẞ", "ss"),
    ("ǆ", "dz"),
    ("ｱ", "ア"),
    ("ー", "-"),
    ("ァ", "ア"),
    ("ｧ", "ア"),
    ("が", "ガ"),
    ("ﾊﾞ", "バ"),
    ("ŋ", "n"),
    ("ə", "e"),
    ("Ǝ", "ə"),
    ("ɐ", "a"),
    ("´", "'"),
    ("¨", " "),
    ("`", "´"),
    ("^", "ˆ"),
    ("©", "c"),
    ("™", "tm"),
    ("…", "..."),
    ("℀", "a/c"),
    ("й", "и"),
    ("ё", "е"),
    ("Й", "й"),
    ("ŷ", "y"),
    ("Straße", "STRASSE"),
    ("한", "하"),
    ("ü", "u"),
    ("Ａｂ\u{3000}", "ab"),
    ("ッ", "つ"),
    ("ソース", "ｿｰｽ"),
];

#[test]
fn keys_fold_as_the_server_compares_them() {
    run(async {
        let Some(database) = mariadb().await else { return };
        let mut session = open(&database.url, Access::Read).await;
        let mut wrong = Vec::new();
        for (a, b) in PAIRS {
            let sql = "SELECT 1 FROM (SELECT 1) t WHERE CAST($1 AS char) = CAST($2 AS char) COLLATE utf8mb4_unicode_ci";
            let server = !session.query(sql, &[Some(a), Some(b)]).await.unwrap().is_empty();
            let ours = Fold::UnicodeCi.fold(a) == Fold::UnicodeCi.fold(b);
            if ours != server {
                wrong.push(format!(
                    "{} and {}: {server}",
                    a.escape_unicode(),
                    b.escape_unicode()
                ));
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    });
}
