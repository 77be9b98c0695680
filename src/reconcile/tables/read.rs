//! Reading tables: the form by the file's beginning, the encoding by what it can be.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};

use super::{Cell, Form, MOST_BYTES, MOST_ROWS, Table, TableError};

/// The mark at the beginning of UTF-8 by which spreadsheets know it.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Table {
    /// Reads a table from a file.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, or holds no table of a known form.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let failed = |source| TableError::Read {
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
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, TableError> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(TableError::content(
                format!("the file has more than {} MB", MOST_BYTES >> 20),
                "send it in parts",
            ));
        }
        let (form, rows) = if bytes.starts_with(b"PK\x03\x04") {
            (Form::Xlsx, workbook(bytes)?)
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(TableError::content(
                "the file is an Excel workbook of the old kind, or encrypted",
                "save it as .xlsx, without a password",
            ));
        } else {
            let (text, gb18030) = text(bytes)?;
            let separator = separator(&text);
            let form = if gb18030 {
                Form::Gb18030(separator)
            } else {
                Form::Utf8(separator)
            };
            (form, lines(&text, separator)?)
        };
        table(form, rows)
    }
}

/// The first row that is not empty holds the headings.
fn table(form: Form, rows: Vec<(u64, Vec<Cell>)>) -> Result<Table, TableError> {
    let mut rows = rows
        .into_iter()
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.text.is_empty()));
    let Some((_, head)) = rows.next() else {
        return Err(TableError::content(
            "the table is empty",
            "write headings into the first row",
        ));
    };
    let mut head: Vec<String> = head.into_iter().map(|cell| cell.text).collect();
    while head.last().is_some_and(String::is_empty) {
        head.pop();
    }
    let mut kept = Vec::new();
    for (line, mut cells) in rows {
        if cells.iter().skip(head.len()).any(|cell| !cell.text.is_empty()) {
            return Err(TableError::content(
                format!("line {line} has more cells than there are headings"),
                "give every column a heading; put texts with the separator in them into quotes",
            ));
        }
        cells.resize(head.len(), Cell::default());
        kept.push((line, cells));
        if kept.len() > MOST_ROWS {
            return Err(TableError::content(
                format!("the table has more than {MOST_ROWS} rows"),
                "send it in parts",
            ));
        }
    }
    Ok(Table {
        form,
        head,
        rows: kept,
    })
}

/// The text of a file, and whether it was GB 18030. UTF-8 is tried first: text in GB 18030 is hardly ever valid there.
fn text(bytes: &[u8]) -> Result<(String, bool), TableError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(TableError::content(
            "the file is in UTF-16",
            "save it as `CSV UTF-8`",
        ));
    }
    if let Ok(text) = std::str::from_utf8(bytes.strip_prefix(BOM).unwrap_or(bytes)) {
        if text.contains('\0') {
            return Err(TableError::content(
                "the file is not a table",
                "send CSV or .xlsx",
            ));
        }
        return Ok((text.to_owned(), false));
    }
    let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match decoded {
        Some(text) if !bytes.starts_with(BOM) => Ok((text.into_owned(), true)),
        _ => Err(TableError::content(
            "the file is neither in UTF-8 nor in GB 18030",
            "save it as `CSV UTF-8`, or as .xlsx",
        )),
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

fn lines(text: &str, separator: u8) -> Result<Vec<(u64, Vec<Cell>)>, TableError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // As spreadsheets count: empty lines are rows, line breaks in cells are not.
    let (mut at, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|error| {
            TableError::content(
                format!("the file is no CSV: {error}"),
                "save it again, as CSV or .xlsx",
            )
        })?;
        let start = record
            .position()
            .map_or(at, |position| usize::try_from(position.byte()).unwrap_or(at));
        // A record may begin with the line breaks before it.
        let breaks = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count() as u64;
        let before = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
        line += breaks(&text[at..start + before]);
        at = start + before;
        let cells = record.iter().map(|text| Cell {
            text: unguarded(text).trim().to_owned(),
            number: false,
        });
        rows.push((line, cells.collect()));
        line -= record.iter().map(breaks).sum::<u64>();
    }
    Ok(rows)
}

/// Without the sign that was written before what a spreadsheet takes for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if super::write::is_formula(rest) => rest,
        _ => text,
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<(u64, Vec<Cell>)>, TableError> {
    let broken = |error: calamine::XlsxError| {
        TableError::content(
            format!("the workbook cannot be read: {error}"),
            "save it again as .xlsx",
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).map_err(broken)?;
        if sheet.is_empty() {
            continue;
        }
        let (top, left) = sheet.start().unwrap_or_default();
        let rows = sheet.rows().zip(u64::from(top) + 1..).map(|(row, line)| {
            let before = std::iter::repeat_n(Cell::default(), left as usize);
            (line, before.chain(row.iter().map(cell)).collect())
        });
        return Ok(rows.collect());
    }
    Ok(Vec::new())
}

fn cell(data: &Data) -> Cell {
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
    Cell { text, number }
}
