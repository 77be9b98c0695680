//! Tables that people keep in spreadsheets: reading CSV and Excel files into text.
//!
//! Nothing is guessed about what a cell means: a number is the text that a spreadsheet would show for it, and leading
//! zeros that a spreadsheet has already taken away are gone. Writing is `report::sheet`.

use std::io::Cursor;

use calamine::{Data, Reader as _};

/// How the text of a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8; written with a byte order mark, so that spreadsheets know.
    #[default]
    Utf8,
    /// GB 18030, which Chinese spreadsheets write where nothing is said.
    Gb18030,
}

/// What a file of rows holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The first row.
    pub head: Vec<String>,
    /// The others, without those that are empty.
    pub rows: Vec<TableRow>,
    /// How the text was written; of an Excel file always UTF-8.
    pub encoding: Encoding,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRow {
    /// Its number in the file as a spreadsheet shows it: the first row is 1.
    pub number: usize,
    /// Its cells without blanks at their ends, as many as the head has at least.
    pub cells: Vec<String>,
}

/// Why a file is no table.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It is neither UTF-8 nor GB 18030.
    #[error("the text is neither UTF-8 nor GB 18030")]
    Encoding,
    /// The text is not CSV.
    #[error("the text is not CSV")]
    Csv(#[source] csv::Error),
    /// The workbook cannot be read.
    #[error("the workbook cannot be read")]
    Workbook(#[source] calamine::XlsxError),
    /// It has no rows.
    #[error("there are no rows")]
    Empty,
}

/// The first bytes of every Excel workbook, which is an archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Reads a table: the first sheet of an Excel workbook, or CSV in UTF-8 or GB 18030 with commas, semicolons or tabs.
/// Which of them it is shows in the bytes, whatever the file is called.
///
/// # Errors
/// When the bytes are neither, or hold no row.
pub fn read(bytes: &[u8]) -> Result<Table, SheetError> {
    let (rows, encoding) = if bytes.starts_with(ARCHIVE) {
        (workbook(bytes)?, Encoding::Utf8)
    } else {
        let (text, encoding) = decode(bytes)?;
        (lines(&text)?, encoding)
    };
    let mut rows = rows
        .into_iter()
        .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    let head = rows.next().ok_or(SheetError::Empty)?.cells;
    let width = head.len();
    let rows = rows.map(|mut row| {
        row.cells.resize(row.cells.len().max(width), String::new());
        row
    });
    Ok(Table {
        rows: rows.collect(),
        head,
        encoding,
    })
}

impl Table {
    /// The column under one of these names, which are compared without case and blanks.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let plain = |name: &str| {
            name.chars()
                .filter(|c| !c.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        self.head
            .iter()
            .position(|head| names.iter().any(|name| plain(name) == plain(head)))
    }
}

/// The text of bytes: UTF-8 where they are, else GB 18030.
fn decode(bytes: &[u8]) -> Result<(String, Encoding), SheetError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or(SheetError::Encoding)?;
    Ok((text.into_owned(), Encoding::Gb18030))
}

fn lines(text: &str) -> Result<Vec<TableRow>, SheetError> {
    // The sign that the first line has most of stands between its cells.
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let sign = [',', ';', '\t']
        .into_iter()
        .rev()
        .max_by_key(|&sign| count(sign))
        .unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(sign).unwrap_or(b','))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut number, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(SheetError::Csv)?;
        // A record is said to begin before the ends of lines that are skipped in front of it.
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
        let skipped = text.as_bytes()[start..].iter();
        let start = start + skipped.take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        number += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..start]).count();
        counted = start;
        rows.push(TableRow {
            number,
            cells: record.iter().map(unguarded).collect(),
        });
    }
    Ok(rows)
}

/// A cell without the mark that keeps spreadsheets from taking it for a formula.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<TableRow>, SheetError> {
    let mut book: calamine::Xlsx<_> =
        calamine::Xlsx::new(Cursor::new(bytes)).map_err(SheetError::Workbook)?;
    let range = match book.worksheet_range_at(0) {
        None => return Err(SheetError::Empty),
        Some(range) => range.map_err(SheetError::Workbook)?,
    };
    let (top, left) = range.start().unwrap_or_default();
    let rows = range.rows().enumerate().map(|(at, cells)| {
        let before = std::iter::repeat_n(String::new(), left as usize);
        TableRow {
            number: top as usize + at + 1,
            cells: before.chain(cells.iter().map(shown)).collect(),
        }
    });
    Ok(rows.collect())
}

/// A cell as a spreadsheet would show it without a format.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                day
            } else {
                format!("{day} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(table: &Table) -> Vec<(usize, Vec<&str>)> {
        let texts = table.rows.iter().map(|row| {
            let cells = row.cells.iter().map(String::as_str).collect();
            (row.number, cells)
        });
        texts.collect()
    }

    #[test]
    fn csv_in_either_encoding_with_any_separator() {
        let text = "编码;名称\r\n\r\nA-1;\"螺栓; 六角\"\r\n'-5;\r\n";
        let plain = read(text.as_bytes()).unwrap();
        assert_eq!(plain.head, ["编码", "名称"]);
        assert_eq!(
            cells(&plain),
            [(3, vec!["A-1", "螺栓; 六角"]), (4, vec!["-5", ""])]
        );
        let marked = read(format!("\u{feff}{text}").as_bytes()).unwrap();
        assert_eq!(marked, plain);
        let (old, ..) = encoding_rs::GB18030.encode(text);
        let chinese = read(&old).unwrap();
        assert_eq!(chinese.encoding, Encoding::Gb18030);
        assert_eq!((&chinese.head, &chinese.rows), (&plain.head, &plain.rows));
        assert_eq!(plain.column(&["code", "编 码"]), Some(0));
        assert_eq!(plain.column(&["price"]), None);
        assert_eq!(read(b"a\tb\n1\t2,3").unwrap().rows[0].cells, ["1", "2,3"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(matches!(read(b""), Err(SheetError::Empty)));
        assert!(matches!(read(b"\n \n"), Err(SheetError::Empty)));
        assert!(matches!(read(b"a,b\n\xff\xff"), Err(SheetError::Encoding)));
        assert!(matches!(read(b"PK\x03\x04nothing"), Err(SheetError::Workbook(_))));
    }

    #[test]
    fn a_workbook_is_read_as_text() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(1, 1, "code").unwrap();
        sheet.write_string(1, 2, "made").unwrap();
        sheet.write_string(3, 1, "007").unwrap();
        sheet.write_number(3, 2, 12.5).unwrap();
        sheet.write_number(4, 1, 7.0).unwrap();
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
        let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(4, 2, &day, &format).unwrap();
        let table = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(table.head, ["", "code", "made"]);
        assert_eq!(
            cells(&table),
            [(4, vec!["", "007", "12.5"]), (5, vec!["", "7", "2026-03-01"])]
        );
    }
}
