//! Words for the parser's errors.

use granit_parser::{ErrorKind as E, ScanError};

use super::super::diagnostic::Diagnostic;
use super::super::source::Span;
use super::super::text::tick;
use super::{MAX_DEPTH, codes};

/// The parser's error as people who do not know YAML's grammar can use it.
pub(super) fn explain(error: &ScanError, span: Span) -> Diagnostic {
    if matches!(error.kind(), E::RecursionLimitExceeded) {
        let message = format!("nested more than {MAX_DEPTH} levels deep");
        return Diagnostic::new(&codes::TOO_DEEP, message).at(span);
    }
    let (message, help) = words(error.kind());
    let message = message.unwrap_or_else(|| error.info());
    Diagnostic::new(&codes::SYNTAX, message)
        .at(span)
        .maybe_help(help.map(str::to_owned))
}

fn words(kind: &E) -> (Option<String>, Option<&'static str>) {
    let (message, help) = match kind {
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            ("a tab in the indentation", "indent with blanks")
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => (
            "a colon where none can stand",
            "quote a value that contains `: `; else look for a wrong indentation here, or for a line before this \
             one without a blank after its colon",
        ),
        E::InvalidMappingValueWhitespace => ("no blank after the colon", "write `key: value`"),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "a line that is no `key: value`",
            "put a colon behind the key; indent the line if it belongs to the value above",
        ),
        E::ExpectedBlockMappingKey | E::InvalidIndentation => (
            "this line is not aligned with the entries above",
            "indent it like the entries it belongs to",
        ),
        E::ExpectedBlockSequenceEntry => (
            "an entry of a list without its dash",
            "begin it with `- `, or indent it to the level it belongs to",
        ),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => (
            "a dash where no list can begin",
            "begin the list in a line of its own; quote a value that begins with `- `",
        ),
        E::UnclosedFlowCollection { open } => {
            return (Some(format!("{} is not closed", tick(&open.to_string()))), None);
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            let (open, close) = (tick(&open.to_string()), tick(&close.to_string()));
            return (
                Some(format!("{open} is closed by {close}")),
                Some("close every bracket with its partner"),
            );
        }
        E::MisplacedFlowCollectionEnd => (
            "a bracket is closed that was not opened",
            "remove it, or quote the value that it belongs to",
        ),
        E::UnexpectedEofFlowMapping
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator => (
            "a list or map in brackets that does not go on",
            "put a comma between the entries, and close the bracket",
        ),
        E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => (
            "a quote that is not closed",
            "close it in the line where it was opened, which is this one or one above",
        ),
        E::InvalidTrailingSingleQuotedScalar => (
            "text behind a closing quote",
            "quote the whole value; within single quotes write `''` for `'`",
        ),
        E::InvalidTrailingDoubleQuotedScalar => (
            "text behind a closing quote",
            "quote the whole value; within double quotes write `\\\"` for `\"`",
        ),
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => (
            "an unknown escape after a backslash",
            "use single quotes, or write `\\\\` for a backslash",
        ),
        E::MissingAnchorOrAliasName => (
            "`*` or `&` without a name",
            "quote a value that begins with `*` or `&`",
        ),
        E::UnexpectedCharacter { character } if character.is_control() => {
            let message = format!("the control character U+{:04X}", u32::from(*character));
            return (
                Some(message),
                Some("remove it; the file was probably damaged by another program"),
            );
        }
        E::UnexpectedCharacter { character } => {
            let message = format!("a value cannot begin with {character}");
            return (Some(message), Some("quote the value"));
        }
        E::CommentNotSeparated | E::CommentInterceptedScalar => (
            "a comment in the wrong place",
            "put a blank before `#`, or quote the value",
        ),
        E::BomInsideDocument => (
            "a byte order mark inside of the file",
            "remove it; two files were probably joined",
        ),
        _ => return (None, None),
    };
    (Some(message.into()), Some(help))
}
