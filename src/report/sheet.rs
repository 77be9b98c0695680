//! Lists for spreadsheets: CSV and Excel workbooks. Every list that is written goes through here, so that none can carry a
//! formula, lose rows or differ between two runs on the same data.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use crate::base::sheet::Encoding;

/// The most rows of a sheet, its head included; a list that is longer goes on in the next sheet.
const MOST_ROWS: u32 = 1_048_576;
/// The most characters of a cell.
const MOST_CHARACTERS: usize = 32_767;
/// The narrowest and widest columns, in characters.
const WIDTHS: (usize, usize) = (6, 60);
/// How many rows decide how wide the columns are.
const MEASURED: usize = 200;

/// A cell: text, or a number to count with. Formulas there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Text, whatever it looks like.
    Text(Cow<'a, str>),
    /// A number.
    Number(u64),
    /// Nothing.
    Empty,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::from)
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

/// A list with a head. Its rows are made one by one.
pub struct Sheet<'a> {
    /// Its name: at most 28 characters, without `[ ] : * ? / \`.
    pub name: Cow<'a, str>,
    /// The names of the columns.
    pub head: Vec<Cow<'a, str>>,
    /// The rows.
    pub rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

impl<'a> Sheet<'a> {
    /// A list.
    pub fn new(name: &'a str, head: &[&'a str], rows: impl Iterator<Item = Vec<Cell<'a>>> + 'a) -> Self {
        Self {
            name: name.into(),
            head: head.iter().map(|&title| title.into()).collect(),
            rows: Box::new(rows),
        }
    }
}

/// Why a list cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The workbook.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// The CSV text.
    #[error("the list cannot be written as CSV")]
    Csv(#[source] csv::Error),
    /// A character that the encoding does not have.
    #[error("`{0}` has a character that GB 18030 does not have")]
    Encoding(String),
}

/// A list as CSV: lines end with CR LF, and UTF-8 has a byte order mark. What a spreadsheet would take for a formula has an
/// apostrophe in front.
///
/// # Errors
/// When a text has a character that the encoding does not have.
pub fn csv(sheet: Sheet<'_>, encoding: Encoding) -> Result<Vec<u8>, SheetError> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut write = |cells: &[Cow<'_, str>]| -> Result<(), SheetError> {
        for cell in cells {
            let bytes: Cow<'_, [u8]> = match encoding {
                Encoding::Utf8 => cell.as_bytes().into(),
                Encoding::Gb18030 => {
                    let (bytes, _, lost) = encoding_rs::GB18030.encode(cell);
                    if lost {
                        return Err(SheetError::Encoding(cell.clone().into_owned()));
                    }
                    bytes
                }
            };
            writer.write_field(bytes).map_err(SheetError::Csv)?;
        }
        writer.write_record(None::<&[u8]>).map_err(SheetError::Csv)
    };
    write(&sheet.head)?;
    let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(sheet.head.len());
    for row in sheet.rows {
        texts.clear();
        texts.extend(row.into_iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Number(number) => number.to_string().into(),
            Cell::Empty => "".into(),
        }));
        write(&texts)?;
    }
    let body = writer
        .into_inner()
        .map_err(|error| SheetError::Csv(error.into_error().into()))?;
    Ok(match encoding {
        Encoding::Utf8 => [b"\xef\xbb\xbf".as_slice(), &body].concat(),
        Encoding::Gb18030 => body,
    })
}

/// Text that no spreadsheet takes for a formula.
fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text
    }
}

/// Lists as an Excel workbook. The same lists and the same time give the same bytes; rows are not kept in memory.
///
/// # Errors
/// When a name is none for a sheet, or the temporary files cannot be written.
pub fn xlsx<'a>(
    sheets: impl IntoIterator<Item = Sheet<'a>>,
    now: jiff::Timestamp,
) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for sheet in sheets {
        write(&mut book, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write(book: &mut Workbook, sheet: Sheet<'_>) -> Result<(), SheetError> {
    let Sheet { name, head, rows } = sheet;
    let bold = Format::new()
        .set_bold()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00E7_EAEE));
    let mut rows = rows.peekable();
    let mut number = 1;
    loop {
        let title = if number == 1 {
            name.clone().into_owned()
        } else {
            format!("{name} {number}")
        };
        // Widths come from the first rows, which are all that is held.
        let first: Vec<Vec<Cell<'_>>> = rows.by_ref().take(MEASURED).collect();
        let page = book.add_worksheet_with_constant_memory()?;
        page.set_name(title)?;
        page.set_freeze_panes(1, 0)?;
        for (column, title) in (0_u16..).zip(&head) {
            let cells = first.iter().filter_map(|row| row.get(usize::from(column)));
            // Room for the button of the filter.
            let width = cells.map(width_of).fold(title.width() + 3, usize::max);
            let width = u32::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(10);
            page.set_column_width(column, f64::from(width) + 1.0)?;
        }
        for (column, title) in (0_u16..).zip(&head) {
            page.write_string_with_format(0, column, title.as_ref(), &bold)?;
        }
        let mut last = 0;
        let room = (MOST_ROWS - 1) as usize - first.len();
        for row in first.into_iter().chain(rows.by_ref().take(room)) {
            last += 1;
            put(page, last, row)?;
        }
        let columns = u16::try_from(head.len()).unwrap_or(u16::MAX);
        if last > 0 && columns > 0 {
            page.autofilter(0, 0, last, columns - 1)?;
        }
        if rows.peek().is_none() {
            return Ok(());
        }
        number += 1;
    }
}

fn put(page: &mut Worksheet, row: u32, cells: Vec<Cell<'_>>) -> Result<(), SheetError> {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Text(text) if text.is_empty() => {}
            Cell::Text(text) => {
                page.write_string(row, column, shortened(&text))?;
            }
            #[expect(clippy::cast_precision_loss, reason = "counts, which stay far below 2^53")]
            Cell::Number(number) => {
                page.write_number(row, column, number as f64)?;
            }
            Cell::Empty => {}
        }
    }
    Ok(())
}

/// Text that a cell holds; that something is missing shows at its end.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.into();
    }
    let mut short: String = text.chars().take(MOST_CHARACTERS - 2).collect();
    short.push_str(" …");
    short.into()
}

fn width_of(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) => text.width(),
        Cell::Number(number) => number.to_string().len(),
        Cell::Empty => 0,
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _};

    use super::*;
    use crate::base::sheet;

    fn list(texts: &[&'static str]) -> Sheet<'static> {
        let rows: Vec<Vec<Cell<'static>>> = texts
            .iter()
            .enumerate()
            .map(|(at, &text)| vec![text.into(), Cell::from(at)])
            .collect();
        Sheet::new("编码", &["code", "number"], rows.into_iter())
    }

    const HARD: [&str; 6] = ["=1+1", "@SUM(A1)", "-5", "a,\"b\"\r\nc", "零件", ""];

    #[test]
    fn csv_is_read_back_as_it_was() {
        for encoding in [Encoding::Utf8, Encoding::Gb18030] {
            let bytes = csv(list(&HARD), encoding).unwrap();
            let table = sheet::read(&bytes).unwrap();
            assert_eq!(table.encoding, encoding);
            let texts: Vec<&str> = table.rows.iter().map(|row| row.cells[0].as_str()).collect();
            assert_eq!(texts, HARD);
        }
        let plain = String::from_utf8(csv(list(&HARD[..2]), Encoding::Utf8).unwrap()).unwrap();
        assert_eq!(plain, "\u{feff}code,number\r\n'=1+1,0\r\n'@SUM(A1),1\r\n");
    }

    #[test]
    fn a_workbook_holds_text_and_numbers_and_is_the_same_each_time() {
        let now = "2026-03-01T08:00:00Z".parse().unwrap();
        let bytes = xlsx(
            [list(&HARD), list(&[])]
                .into_iter()
                .enumerate()
                .map(|(at, mut sheet)| {
                    sheet.name = format!("list {at}").into();
                    sheet
                }),
            now,
        )
        .unwrap();
        let again = xlsx(
            [list(&HARD), list(&[])]
                .into_iter()
                .enumerate()
                .map(|(at, mut sheet)| {
                    sheet.name = format!("list {at}").into();
                    sheet
                }),
            now,
        )
        .unwrap();
        assert!(bytes == again, "two runs differ");
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["list 0", "list 1"]);
        let range = book.worksheet_range("list 0").unwrap();
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(range.get_value((2, 1)), Some(&Data::Float(1.0)));
        assert!(book.worksheet_formula("list 0").unwrap().is_empty());
    }

    #[test]
    fn what_has_no_room_is_cut_visibly() {
        let long = "长".repeat(40_000);
        let short = shortened(&long);
        assert_eq!(short.chars().count(), MOST_CHARACTERS);
        assert!(short.ends_with(" …"));
        assert_eq!(shortened("short"), "short");
    }
}
