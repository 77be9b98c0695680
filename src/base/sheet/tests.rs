//! What people send, in the forms in which spreadsheets write it, and what they get.

use calamine::{Data, Reader as _};
use proptest::prelude::*;

use super::*;

fn texts(table: &Table) -> Vec<Vec<&str>> {
    let widths = table.rows.iter().map(|row| row.cells.len());
    assert!(widths.into_iter().all(|width| width == table.head.len()));
    table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.as_ref()).collect())
        .collect()
}

fn numbers(table: &Table) -> Vec<u64> {
    table.rows.iter().map(|row| row.number).collect()
}

#[test]
fn csv_is_read_in_every_encoding_and_written_back_in_it() {
    let text = "名称,规格\r\n\"螺钉, 内六角\",M8×20\r\n\r\n垫圈 ,\"a\"\"b\"\r\n";
    let (gb18030, ..) = encoding_rs::GB18030.encode(text);
    let marked = format!("\u{feff}{text}");
    for (bytes, form) in [
        (gb18030.as_ref(), Form::Csv(Encoding::Gb18030, b',')),
        (marked.as_bytes(), Form::Csv(Encoding::Utf8, b',')),
        (text.as_bytes(), Form::Csv(Encoding::Utf8, b',')),
    ] {
        let table = Table::of_bytes(bytes).unwrap();
        assert_eq!(
            (table.form, table.head.as_slice()),
            (form, &["名称".to_owned(), "规格".to_owned()][..])
        );
        assert_eq!(texts(&table), [["螺钉, 内六角", "M8×20"], ["垫圈", "a\"b"]]);
        assert_eq!(numbers(&table), [2, 4]);
        let written = table.to_bytes().unwrap();
        let is_utf8 = form == Form::Csv(Encoding::Utf8, b',');
        assert_eq!(written.starts_with(b"\xef\xbb\xbf"), is_utf8);
        let again = Table::of_bytes(&written).unwrap();
        assert_eq!((again.form, texts(&again)), (form, texts(&table)));
    }
}

#[test]
fn lines_are_counted_as_spreadsheets_count_rows() {
    for end in ["\n", "\r\n"] {
        let text = ["a,b", "1,\"two", "more", "lines\"", "", "2,x", "\"\",", "3,"].join(end);
        let table = Table::of_bytes(text.as_bytes()).unwrap();
        assert_eq!(numbers(&table), [2, 4, 6], "{end:?}");
        let text = ["a,\"b", "", "", "c\"", "1,"].join(end);
        assert_eq!(
            numbers(&Table::of_bytes(text.as_bytes()).unwrap()),
            [2],
            "{end:?}"
        );
    }
}

#[test]
fn separators_are_found_and_kept() {
    for separator in [b';', b'\t'] {
        let text = format!("a{0}\"x,y,z\"{0}c\n1,5{0}2{0}3\n", char::from(separator));
        let table = Table::of_bytes(text.as_bytes()).unwrap();
        assert_eq!(table.form, Form::Csv(Encoding::Utf8, separator));
        assert_eq!(texts(&table), [["1,5", "2", "3"]]);
        assert_eq!(
            Table::of_bytes(&table.to_bytes().unwrap()).unwrap().head,
            table.head
        );
    }
}

#[test]
fn what_is_no_table_is_said_with_the_way_out() {
    for (bytes, said) in [
        (&b""[..], "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"\xd0\xcf\x11\xe0", "old kind"),
        (b"a,b\n\xff\xff", "neither in UTF-8 nor in GB 18030"),
        (b"\xff\xff\xff,\xfe", "neither in UTF-8 nor in GB 18030"),
        (b"PK\x03\x04nonsense", "cannot be read"),
        (b"a\0b,c", "not a table"),
        (b"a,b\n1,2,3\n", "line 2 has more cells"),
    ] {
        let error = Table::of_bytes(bytes).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert!(error.help().is_some());
    }
}

#[test]
fn formulas_are_text_and_signs_before_numbers_stay() {
    let texts_in = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-10℃", "+5V", "'tis"];
    let csv = format!("a\n{}\n", texts_in.map(|text| format!("\"{text}\"")).join("\n"));
    let table = Table::of_bytes(csv.as_bytes()).unwrap();
    let written = String::from_utf8(table.to_bytes().unwrap()).unwrap();
    let lines: Vec<&str> = written.lines().skip(1).collect();
    assert_eq!(
        lines,
        ["'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "-10℃", "+5V", "'tis"]
    );
    assert_eq!(
        texts(&Table::of_bytes(written.as_bytes()).unwrap()),
        texts_in.map(|text| [text])
    );

    let book = Table {
        form: Form::Xlsx,
        ..table.clone()
    };
    let again = Table::of_bytes(&book.to_bytes().unwrap()).unwrap();
    assert_eq!(texts(&again), texts(&table));
}

#[test]
fn workbooks_keep_text_and_mark_numbers() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (1..).zip(["名称", "大类", "数量"]) {
        sheet.write_string(2, column, heading).unwrap();
    }
    sheet.write_string(3, 1, " 钢板 ").unwrap();
    sheet.write_string(3, 2, "007").unwrap();
    sheet.write_number(3, 3, 12).unwrap();
    sheet.write_number(5, 2, 7.5).unwrap();
    let table = Table::of_bytes(&book.save_to_buffer().unwrap()).unwrap();
    // The first column is empty, and has no heading.
    assert_eq!(table.head, ["", "名称", "大类", "数量"]);
    assert_eq!(texts(&table), [["", "钢板", "007", "12"], ["", "", "7.5", ""]]);
    assert_eq!(numbers(&table), [4, 6]);
    let marks: Vec<bool> = table.rows[0].cells.iter().map(|cell| cell.number).collect();
    assert_eq!(marks, [false, false, false, true]);
    let written = table.to_bytes().unwrap();
    let again = Table::of_bytes(&written).unwrap();
    assert_eq!(texts(&again), texts(&table));
    assert!(again.rows[0].cells[3].number && again.rows[1].cells[2].number);
    assert_eq!(
        again.to_bytes().unwrap(),
        written,
        "the same table gives the same file"
    );
}

#[test]
fn headings_are_found_however_they_are_typed() {
    let table = Table::of_bytes("编码;Other　Code\n'-5;x\n".as_bytes()).unwrap();
    assert_eq!(table.column(&["code", "编 码"]), Some(0));
    assert_eq!(table.column(&["ｏｔｈｅｒcode"]), Some(1));
    assert_eq!(table.column(&["price"]), None);
    assert_eq!(texts(&table), [["-5", "x"]]);
}

#[test]
fn days_and_numbers_are_read_as_they_are_shown() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "made").unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
    sheet.write_datetime_with_format(1, 0, &day, &format).unwrap();
    sheet.write_number(2, 0, 7.0).unwrap();
    let table = Table::of_bytes(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(texts(&table), [["2026-03-01"], ["7"]]);
    let again = Table::of_bytes(&table.to_bytes().unwrap()).unwrap();
    assert_eq!(texts(&again), texts(&table));
}

proptest! {
    #[test]
    fn what_is_written_says_the_same_when_it_is_read(
        cells in proptest::collection::vec("[-'=+@\"a,;\r\n\t(!]{0,5}|[^\0]*", 1..6),
        separator in proptest::sample::select(&b",;\t"[..]),
    ) {
        for form in [Form::Csv(Encoding::Utf8, separator), Form::Xlsx] {
            let rows = (2..).zip(&cells).map(|(number, text)| {
                // The last cell keeps rows that say nothing.
                TableRow { number, cells: vec![text.trim().to_owned().into(), "x".into()] }
            });
            let head = vec!["=a,b;c".to_owned(), "d".to_owned()];
            let table = Table { form, head, rows: rows.collect() };
            let again = Table::of_bytes(&table.to_bytes().unwrap()).unwrap();
            prop_assert_eq!(again, table);
        }
    }
}

fn list(texts: &[&'static str]) -> Sheet<'static> {
    let rows: Vec<Vec<Cell<'static>>> = texts
        .iter()
        .enumerate()
        .map(|(at, &text)| vec![text.into(), Cell::from(at)])
        .collect();
    Sheet::new("编码", &["code", "number"], rows.into_iter())
}

const HARD: [&str; 7] = ["=1+1", "@SUM(A1)", "-5", "'=1", "a,\"b\"\r\nc", "零件", ""];

#[test]
fn lists_are_read_back_as_they_were() {
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let table = Table::of_bytes(&csv(list(&HARD), encoding, b',').unwrap()).unwrap();
        assert_eq!(table.form, Form::Csv(encoding, b','));
        let first: Vec<&str> = texts(&table).iter().map(|row| row[0]).collect();
        assert_eq!(first, HARD);
    }
    let plain = String::from_utf8(csv(list(&HARD[..2]), Encoding::Utf8, b',').unwrap()).unwrap();
    assert_eq!(plain, "\u{feff}code,number\r\n'=1+1,0\r\n'@SUM(A1),1\r\n");
}

#[test]
fn a_workbook_holds_text_and_numbers_and_is_the_same_each_time() {
    let now = "2026-03-01T08:00:00Z".parse().unwrap();
    let made = || {
        let named = |(at, mut sheet): (usize, Sheet<'static>)| {
            sheet.name = format!("list {at}").into();
            sheet
        };
        let sheets = [list(&HARD), list(&[])].into_iter().enumerate().map(named);
        xlsx(sheets, now).unwrap()
    };
    let bytes = made();
    assert!(bytes == made(), "two runs differ");
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["list 0", "list 1"]);
    let range = book.worksheet_range("list 0").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("=1+1".into())));
    assert_eq!(range.get_value((2, 1)), Some(&Data::Float(1.0)));
    assert!(book.worksheet_formula("list 0").unwrap().is_empty());
}

#[test]
fn what_has_no_room_in_a_workbook_is_cut_visibly_or_refused() {
    let mut table = Table {
        form: Form::Xlsx,
        head: vec!["a".to_owned()],
        rows: Vec::new(),
    };
    for letter in ["长", "😀"] {
        let long = letter.repeat(40_000).into();
        table.rows = vec![TableRow {
            number: 2,
            cells: vec![long],
        }];
        let again = Table::of_bytes(&table.to_bytes().unwrap()).unwrap();
        let text = &again.rows[0].cells[0].text;
        assert!(text.ends_with(&format!("{letter} …")), "{letter}");
        assert!(
            (32_766..=32_767).contains(&text.encode_utf16().count()),
            "{letter}"
        );
    }
    table.head = vec!["a".to_owned(); 16_385];
    assert!(matches!(table.to_bytes(), Err(WriteError::Workbook(_))));
    table.head = vec!["\u{e5e5}".to_owned()];
    table.form = Form::Csv(Encoding::Gb18030, b',');
    assert!(matches!(table.to_bytes(), Err(WriteError::Encoding(text)) if text == "\u{e5e5}"));
}
