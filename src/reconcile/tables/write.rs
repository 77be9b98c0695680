//! Writing tables back as they came.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{Form, Table};

/// Whether a spreadsheet may take a text for a formula that does something. A sign before a number or a word does not:
/// `-10℃` and `+5V` stay as they are, for the ERP that imports them.
pub(super) fn is_formula(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => text.contains(['(', '!', '|']),
        _ => false,
    }
}

/// The bytes of a file with this table. Cells are text, never formulas; in CSV, what a spreadsheet would take for one
/// begins with `'`, which reading takes away again.
///
/// # Panics
/// Never: a table that was read fits into a file again, and writing to memory does not fail.
#[must_use]
pub fn to_bytes(table: &Table) -> Vec<u8> {
    match table.form {
        Form::Xlsx => workbook(table).expect("a table that was read fits into a workbook"),
        Form::Utf8(separator) => {
            let mut bytes = b"\xef\xbb\xbf".to_vec();
            bytes.extend(lines(table, separator).into_bytes());
            bytes
        }
        Form::Gb18030(separator) => {
            let text = lines(table, separator);
            let (bytes, ..) = encoding_rs::GB18030.encode(&text);
            bytes.into_owned()
        }
    }
}

fn lines(table: &Table, separator: u8) -> String {
    let rows = table.rows.iter().map(|(_, cells)| {
        let texts = cells.iter().map(|cell| cell.text.as_str());
        texts.collect::<Vec<_>>()
    });
    let head: Vec<&str> = table.head.iter().map(String::as_str).collect();
    // By the headings the separator is found again: another one in them must not look like it.
    let style = if head.iter().any(|heading| heading.contains([',', ';', '\t'])) {
        csv::QuoteStyle::Always
    } else {
        csv::QuoteStyle::Necessary
    };
    let mut text = records(std::iter::once(head), separator, style);
    text.push_str(&records(rows, separator, csv::QuoteStyle::Necessary));
    text
}

fn records<'t>(rows: impl Iterator<Item = Vec<&'t str>>, separator: u8, style: csv::QuoteStyle) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .quote_style(style)
        .from_writer(Vec::new());
    let guarded = |text: &str| {
        if is_formula(text) {
            format!("'{text}")
        } else {
            text.to_owned()
        }
    };
    for row in rows {
        writer
            .write_record(row.into_iter().map(guarded))
            .expect("writing to memory does not fail");
    }
    let bytes = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("texts and separators are UTF-8")
}

fn workbook(table: &Table) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    // The same table gives the same file.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(&table.head) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, (_, cells)) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell.text.parse::<f64>() {
                Ok(number) if cell.number => sheet.write_number(row, column, number)?,
                _ => sheet.write_string_with_format(row, column, &cell.text, &text)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
