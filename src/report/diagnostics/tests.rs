use super::*;
use crate::base::diagnostic::Diagnostics;
use crate::base::source::FileId;
use crate::base::tree::{DUPLICATE_KEY, Tree, UNKNOWN_KEY};

const PLAIN: Look = Look {
    unicode: true,
    color: false,
    width: 100,
};

fn example() -> (SourceMap, Vec<Diagnostic>) {
    let mut sources = SourceMap::new();
    let one = sources.add(
        "people/a.yaml",
        "\u{feff}users:\n  李.娜: {nmae: 李娜}\n  password: hunter2\n",
    );
    let two = sources.add("b.yaml", "users:\n  李.娜: {}\n");
    let at = |file: FileId, text: &str| {
        let start = u32::try_from(sources.get(file).text().find(text).expect("there")).expect("small");
        Span::new(file, start, start + u32::try_from(text.len()).expect("small"))
    };
    let list = vec![
        Diagnostic::new(&UNKNOWN_KEY, "unknown key `nmae`")
            .at(at(one, "nmae"))
            .help("did you mean `name`?"),
        Diagnostic::new(&DUPLICATE_KEY, "user `李.娜` twice")
            .label(at(two, "李.娜"), "the second one")
            .also(at(one, "李.娜"), "the first one")
            .fix(at(two, "{}"), "{x: 1}"),
        Diagnostic::new(&UNKNOWN_KEY, "without a place"),
    ];
    (sources, list)
}

#[test]
fn text_with_marked_lines() {
    let (sources, list) = example();
    insta::assert_snapshot!(text(&sources, &list, PLAIN));
    insta::assert_snapshot!(
        "ascii",
        text(
            &sources,
            &list[1..2],
            Look {
                unicode: false,
                ..PLAIN
            }
        )
    );
    let coloured = text(&sources, &list, Look { color: true, ..PLAIN });
    assert!(coloured.contains("\u{1b}[31m") && !coloured.contains("hunter2"));
}

#[test]
fn a_line_that_nobody_reads_is_not_shown() {
    let mut sources = SourceMap::new();
    let file = sources.add("long.yaml", format!("users: {}\n", "[".repeat(5_000)));
    let said = Diagnostic::new(&UNKNOWN_KEY, "nested too deep")
        .at(Span::new(file, 70, 71))
        .help("write less");
    let text = text(&sources, &[said], PLAIN);
    assert!(!text.contains("[["), "{text}");
    assert!(
        text.contains("at long.yaml:1:71") && text.contains("write less"),
        "{text}"
    );
}

#[test]
fn json_has_places_on_disk() {
    let (sources, list) = example();
    insta::assert_json_snapshot!(json(&sources, &list));
}

#[test]
fn annotations() {
    let (sources, list) = example();
    insta::assert_snapshot!(github(&sources, &list, "erp/"));
}

#[test]
fn a_place_at_the_very_end_and_over_many_lines() {
    let mut sources = SourceMap::new();
    let mut text_of = "- a\n".repeat(1000);
    text_of.push_str("b: [1");
    let file = sources.add("x", text_of.clone());
    let mut bag = Diagnostics::new();
    assert!(Tree::parse(&sources, file, &mut bag).is_none());
    let end = u32::try_from(text_of.len()).expect("small");
    bag.push(Diagnostic::new(&UNKNOWN_KEY, "all of it").at(Span::new(file, 0, end)));
    bag.push(Diagnostic::new(&UNKNOWN_KEY, "the end").at(Span::new(file, end, end)));
    let shown = text(&sources, &bag, PLAIN);
    assert!(shown.lines().count() < 40, "{shown}");
    assert!(shown.contains("[x:1001:6]"), "{shown}");
}

#[test]
fn summaries() {
    assert_eq!(
        summary(Counts {
            errors: 2,
            warnings: 1,
            notes: 0
        }),
        "2 errors and 1 warning"
    );
    assert_eq!(summary(Counts::default()), "no problems");
}
