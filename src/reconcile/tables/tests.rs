//! What departments send, in the forms in which spreadsheets write it.

use super::*;

fn texts(table: &Table) -> Vec<Vec<&str>> {
    let widths = table.rows.iter().map(|(_, cells)| cells.len());
    assert!(widths.into_iter().all(|width| width == table.head.len()));
    table
        .rows
        .iter()
        .map(|(_, cells)| cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect()
}

#[test]
fn csv_is_read_in_every_encoding_and_written_back_in_it() {
    let text = "名称,规格\r\n\"螺钉, 内六角\",M8×20\r\n\r\n垫圈 ,\"a\"\"b\"\r\n";
    let (gb18030, ..) = encoding_rs::GB18030.encode(text);
    let marked = format!("\u{feff}{text}");
    for (bytes, form) in [
        (gb18030.as_ref(), Form::Gb18030(b',')),
        (marked.as_bytes(), Form::Utf8(b',')),
        (text.as_bytes(), Form::Utf8(b',')),
    ] {
        let table = Table::of_bytes(bytes).unwrap();
        assert_eq!(
            (table.form, table.head.as_slice()),
            (form, &["名称".to_owned(), "规格".to_owned()][..])
        );
        assert_eq!(texts(&table), [["螺钉, 内六角", "M8×20"], ["垫圈", "a\"b"]]);
        assert_eq!(
            table.rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [2, 4]
        );
        let written = to_bytes(&table);
        assert_eq!(written.starts_with(b"\xef\xbb\xbf"), form != Form::Gb18030(b','));
        let again = Table::of_bytes(&written).unwrap();
        assert_eq!((again.form, texts(&again)), (form, texts(&table)));
    }
}

#[test]
fn lines_are_counted_as_spreadsheets_count_rows() {
    for end in ["\n", "\r\n"] {
        let text = ["a,b", "1,\"two", "lines\"", "", "2,x", "\"\",", "3,"].join(end);
        let table = Table::of_bytes(text.as_bytes()).unwrap();
        let lines: Vec<u64> = table.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 6], "{end:?}");
    }
}

#[test]
fn separators_are_found_and_kept() {
    for separator in [b';', b'\t'] {
        let text = format!("a{0}\"x,y,z\"{0}c\n1,5{0}2{0}3\n", char::from(separator));
        let table = Table::of_bytes(text.as_bytes()).unwrap();
        assert_eq!(table.form, Form::Utf8(separator));
        assert_eq!(texts(&table), [["1,5", "2", "3"]]);
        assert_eq!(Table::of_bytes(&to_bytes(&table)).unwrap().head, table.head);
    }
}

#[test]
fn what_is_no_table_is_said_with_the_way_out() {
    for (bytes, said) in [
        (&b""[..], "is empty"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"\xd0\xcf\x11\xe0", "old kind"),
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
    let written = String::from_utf8(to_bytes(&table)).unwrap();
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
    let again = Table::of_bytes(&to_bytes(&book)).unwrap();
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
    assert_eq!(table.rows[0].0, 4);
    assert_eq!(table.rows[1].0, 6);
    let marks: Vec<bool> = table.rows[0].1.iter().map(|cell| cell.number).collect();
    assert_eq!(marks, [false, false, false, true]);
    let written = to_bytes(&table);
    let again = Table::of_bytes(&written).unwrap();
    assert_eq!(texts(&again), texts(&table));
    assert!(again.rows[0].1[3].number && again.rows[1].1[2].number);
    assert_eq!(to_bytes(&again), written, "the same table gives the same file");
}
