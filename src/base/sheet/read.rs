//! Reading tables: the form by the file's beginning, the encoding by what it can be.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};

use super::formula::unguarded;
use super::{Cell, Encoding, Form, MOST_BYTES, MOST_ROWS, SheetError, Table, TableRow};

/// The mark at the beginning of UTF-8 by which spreadsheets know it.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Table {
    /// Reads a table from a file.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, or holds no table of a known form.
    pub fn read(path: &Path) -> Result<Self, SheetError> {
        let failed = |source| SheetError::Read {
            path: path.to_owned(),
            source,
        };
        let file = fs::File::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        Self::of_bytes(&bytes)
    }

    /// Reads a table from the bytes of a file.
    ///
    /// # Errors
    /// When they are too many, or hold no table of a known form.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, SheetError> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(SheetError::Large);
        }
        let (form, rows) = if bytes.starts_with(b"PK\x03\x04") {
            (Form::Xlsx, workbook(bytes)?)
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(SheetError::Old);
        } else {
            let (text, encoding) = text(bytes)?;
            let separator = separator(&text);
            (Form::Csv(encoding, separator), lines(&text, separator)?)
        };
        table(form, rows)
    }
}

/// The first row that is not empty holds the headings.
fn table(form: Form, rows: Vec<TableRow>) -> Result<Table, SheetError> {
    let is_said = |cell: &Cell<'_>| !cell.text.is_empty();
    let mut rows = rows.into_iter().filter(|row| row.cells.iter().any(is_said));
    let head = rows.next().ok_or(SheetError::Empty)?;
    let mut head: Vec<String> = head
        .cells
        .into_iter()
        .map(|cell| cell.text.into_owned())
        .collect();
    while head.last().is_some_and(String::is_empty) {
        head.pop();
    }
    let mut kept = Vec::new();
    for mut row in rows {
        if row.cells.iter().skip(head.len()).any(is_said) {
            return Err(SheetError::Wide(row.number));
        }
        row.cells.resize(head.len(), Cell::default());
        kept.push(row);
        if kept.len() > MOST_ROWS {
            return Err(SheetError::Long);
        }
    }
    Ok(Table {
        form,
        head,
        rows: kept,
    })
}

/// The text of a file. UTF-8 is tried first: text in GB 18030 is hardly ever valid there.
fn text(bytes: &[u8]) -> Result<(String, Encoding), SheetError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(SheetError::Utf16);
    }
    if let Ok(text) = std::str::from_utf8(bytes.strip_prefix(BOM).unwrap_or(bytes)) {
        if text.contains('\0') {
            return Err(SheetError::Binary);
        }
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match decoded {
        Some(text) if !bytes.starts_with(BOM) => Ok((text.into_owned(), Encoding::Gb18030)),
        _ => Err(SheetError::Encoding),
    }
}

/// The separator that the line of the headings has most of.
fn separator(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut quoted = false;
    let mut seen = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut seen {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    // Of several that are as frequent, the usual one.
    seen.iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

fn lines(text: &str, separator: u8) -> Result<Vec<TableRow>, SheetError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // As spreadsheets count: empty lines are rows, line breaks in cells are not.
    let (mut at, mut before, mut inside) = (0, 0, 0);
    for record in reader.records() {
        let record = record.map_err(SheetError::Csv)?;
        let start = record
            .position()
            .map_or(at, |position| usize::try_from(position.byte()).unwrap_or(at));
        // A record may begin with the line breaks before it.
        let breaks = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count() as u64;
        let start = text.len() - text[start..].trim_start_matches(['\r', '\n']).len();
        before += breaks(&text[at..start]);
        at = start;
        let cells = record.iter().map(|text| {
            let text = unguarded(text.trim()).trim();
            Cell::from(text.to_owned())
        });
        rows.push(TableRow {
            number: 1 + before - inside,
            cells: cells.collect(),
        });
        inside += record.iter().map(breaks).sum::<u64>();
    }
    Ok(rows)
}

fn workbook(bytes: &[u8]) -> Result<Vec<TableRow>, SheetError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(SheetError::Workbook)?;
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).map_err(SheetError::Workbook)?;
        if sheet.is_empty() {
            continue;
        }
        let (top, left) = sheet.start().unwrap_or_default();
        let rows = sheet.rows().zip(u64::from(top) + 1..).map(|(row, number)| {
            let before = std::iter::repeat_n(Cell::default(), left as usize);
            TableRow {
                number,
                cells: before.chain(row.iter().map(cell)).collect(),
            }
        });
        return Ok(rows.collect());
    }
    Ok(Vec::new())
}

/// A cell as a spreadsheet would show it without a format.
fn cell(data: &Data) -> Cell<'static> {
    let text = match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        // As the shortest text that gives the number back: whole numbers without a point.
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::Error(error) => error.to_string(),
    };
    let number = matches!(data, Data::Int(_) | Data::Float(_) | Data::DateTime(_));
    Cell {
        text: text.into(),
        number,
    }
}
