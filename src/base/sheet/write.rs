//! Writing CSV and Excel workbooks. Every list and every table that is written goes through here, so that none can carry a
//! formula, lose rows or differ between two runs on the same data.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::formula::guarded;
use super::{Cell, Encoding, Form, Table};

/// The most rows of a sheet, its head included; a list that is longer goes on in the next sheet.
const MOST_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// The most units of UTF-16 in a cell.
const MOST_UNITS: usize = 32_767;
/// The narrowest and widest columns, in characters.
const WIDTHS: (usize, usize) = (6, 60);
/// How many rows decide how wide the columns are.
const MEASURED: usize = 200;

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
pub enum WriteError {
    /// The workbook.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// The CSV text.
    #[error("the list cannot be written as CSV")]
    Csv(#[source] ::csv::Error),
    /// A character that the encoding does not have.
    #[error("`{0}` has a character that GB 18030 does not have")]
    Encoding(String),
}

impl Table {
    /// The bytes of a file with this table, in its form. The same table gives the same bytes.
    ///
    /// # Errors
    /// When a text has a character that the encoding does not have, or the columns are too many for a workbook.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WriteError> {
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| Cell {
                text: cell.text.as_ref().into(),
                number: cell.number,
            });
            cells.collect()
        });
        let sheet = Sheet {
            name: "Sheet1".into(),
            head: self.head.iter().map(Into::into).collect(),
            rows: Box::new(rows),
        };
        match self.form {
            Form::Csv(encoding, separator) => csv(sheet, encoding, separator),
            // A table has no time of its own.
            Form::Xlsx => xlsx([sheet], jiff::Timestamp::UNIX_EPOCH),
        }
    }
}

/// A list as CSV: lines end with CR LF, and UTF-8 has a byte order mark. What a spreadsheet would take for a formula has an
/// apostrophe in front. Read again it says the same, but for blanks at the ends of its cells.
///
/// # Errors
/// When a text has a character that the encoding does not have.
pub fn csv(sheet: Sheet<'_>, encoding: Encoding, separator: u8) -> Result<Vec<u8>, WriteError> {
    let mut bytes = match encoding {
        Encoding::Utf8 => b"\xef\xbb\xbf".to_vec(),
        Encoding::Gb18030 => Vec::new(),
    };
    // By the headings the separator is found again: another one in them must not look like it.
    let style = if sheet.head.iter().any(|title| title.contains([',', ';', '\t'])) {
        ::csv::QuoteStyle::Always
    } else {
        ::csv::QuoteStyle::Necessary
    };
    let head = sheet.head.into_iter().map(|text| Cell { text, number: false });
    let head = std::iter::once(head.collect());
    records(head, encoding, separator, style, &mut bytes)?;
    let style = ::csv::QuoteStyle::Necessary;
    records(sheet.rows, encoding, separator, style, &mut bytes)?;
    Ok(bytes)
}

fn records<'a>(
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
    encoding: Encoding,
    separator: u8,
    style: ::csv::QuoteStyle,
    bytes: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(::csv::Terminator::CRLF)
        .quote_style(style)
        .from_writer(bytes);
    for row in rows {
        for cell in row {
            let text = guarded(&cell.text);
            let bytes: Cow<'_, [u8]> = match encoding {
                Encoding::Utf8 => text.as_bytes().into(),
                Encoding::Gb18030 => match encoding_rs::GB18030.encode(&text) {
                    (_, _, true) => return Err(WriteError::Encoding(text.into_owned())),
                    (bytes, ..) => bytes,
                },
            };
            writer.write_field(bytes).map_err(WriteError::Csv)?;
        }
        writer.write_record(None::<&[u8]>).map_err(WriteError::Csv)?;
    }
    writer.flush().map_err(|error| WriteError::Csv(error.into()))
}

/// Lists as an Excel workbook: texts, which stay texts when somebody edits them, and numbers. The same lists and the same time
/// give the same bytes; rows are not kept in memory.
///
/// # Errors
/// When a name is none for a sheet, the columns are too many, or the temporary files cannot be written.
pub fn xlsx<'a>(
    sheets: impl IntoIterator<Item = Sheet<'a>>,
    now: jiff::Timestamp,
) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for sheet in sheets {
        write(&mut book, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write(book: &mut Workbook, sheet: Sheet<'_>) -> Result<(), WriteError> {
    let Sheet { name, head, rows } = sheet;
    if head.len() > MOST_COLUMNS {
        return Err(XlsxError::RowColumnLimitError.into());
    }
    let text = Format::new().set_num_format("@");
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
            let width = cells
                .map(|cell| cell.text.width())
                .fold(title.width() + 3, usize::max);
            let width = u32::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(10);
            page.set_column_width(column, f64::from(width) + 1.0)?;
        }
        for (column, title) in (0_u16..).zip(&head) {
            page.write_string_with_format(0, column, shortened(title), &bold)?;
        }
        let mut last = 0;
        let room = (MOST_ROWS - 1) as usize - first.len();
        for row in first.into_iter().chain(rows.by_ref().take(room)) {
            last += 1;
            put(page, last, row, &text)?;
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

fn put(page: &mut Worksheet, row: u32, cells: Vec<Cell<'_>>, text: &Format) -> Result<(), WriteError> {
    for (column, cell) in (0_u16..).zip(cells) {
        let number = cell.number.then(|| cell.text.parse::<f64>().ok()).flatten();
        match number.filter(|number| number.is_finite()) {
            Some(number) => page.write_number(row, column, number)?,
            // What is typed into an empty cell is text, too.
            None => page.write_string_with_format(row, column, shortened(&cell.text), text)?,
        };
    }
    Ok(())
}

/// Text that a cell holds; that something is missing shows at its end.
fn shortened(text: &str) -> Cow<'_, str> {
    // There are never more units of UTF-16 than bytes.
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return text.into();
    }
    let mut room = MOST_UNITS - 2;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or_default();
        left.is_some()
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push_str(" …");
    short.into()
}
