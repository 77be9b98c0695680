//! Codes of what can be wrong with the YAML itself, and with what its values are.

use super::super::code::CodeInfo;
use super::super::diagnostic::Severity;

/// The YAML cannot be parsed.
pub static SYNTAX: CodeInfo = CodeInfo {
    id: "file/syntax",
    severity: Severity::Error,
    title: "the file is not valid YAML",
    explanation: "The label shows where the parser gave up; the mistake is there or a little before it. Nothing that\n\
        stands behind it was read, so problems further down show up only when this one is solved.\n\n\
        Common causes: a tab in the indentation, a quote or bracket that is not closed, a missing blank after a\n\
        colon (`name:Wang`), a value with a colon and a blank in it that is not quoted (`title: Buyer: east`).\n\n\
            title: \"Buyer: east\"",
};

/// A key appears twice in one map.
pub static DUPLICATE_KEY: CodeInfo = CodeInfo {
    id: "file/duplicate-key",
    severity: Severity::Error,
    title: "the same key twice in one map",
    explanation: "Each key may appear once in a map. Other programs silently take the last one, which means that\n\
        somebody's entry disappears without a word. Both places are shown.\n\n\
            users:\n  li.na: {name: Li Na}\n  li.na: {state: left}     # error\n\n\
        Merge the two entries, or give one of them its right name.",
};

/// Two keys look the same but are not.
pub static TWIN_KEYS: CodeInfo = CodeInfo {
    id: "file/confusable-keys",
    severity: Severity::Error,
    title: "two keys that look the same but are not",
    explanation: "Two different keys of one map cannot be told apart on screen: one has a letter of another alphabet\n\
        (Cyrillic `а` for Latin `a`), a full-width form, or an invisible character. A reviewer would take the\n\
        second for the first. The labels name the characters that are not ASCII.\n\n\
        Usually one of the two came from another program by copy and paste. Type it again and merge the entries.",
};

/// A key is not in Unicode normal form C.
pub static NOT_NFC: CodeInfo = CodeInfo {
    id: "file/key-not-normal",
    severity: Severity::Warning,
    title: "a key is not in Unicode normal form C",
    explanation: "The same letter can be stored as one character or as a letter and a mark (`é`). trueup compares and\n\
        writes keys in the composed form (normal form C) and read this key so; the file holds another form, which\n\
        other programs would take for another key.\n\n`trueup validate --fix` rewrites it; nothing visible changes.",
};

/// A key is not text.
pub static COMPLEX_KEY: CodeInfo = CodeInfo {
    id: "file/complex-key",
    severity: Severity::Error,
    title: "a key that is not text",
    explanation: "YAML allows lists and maps as keys; here every key is text. The usual cause is a name in brackets or\n\
        braces, or a template placeholder.\n\n    [sales]: …      # a list as a key: error\n    \"[sales]\": …    # text",
};

/// An alias cannot be resolved.
pub static ALIAS: CodeInfo = CodeInfo {
    id: "file/alias",
    severity: Severity::Error,
    title: "an alias that stands for nothing",
    explanation: "`*name` stands for the value that was marked `&name` further up in the same file. Here there is no\n\
        such mark before it, or the alias is inside the very value that it stands for.\n\n\
        Anchors do not reach from one file to another. A value that begins with `*` but is meant as text, such as\n\
        a wildcard, is quoted: \"*\".",
};

/// Aliases stand for too much.
pub static ALIAS_BOMB: CodeInfo = CodeInfo {
    id: "file/alias-bomb",
    severity: Severity::Error,
    title: "aliases stand for too many values",
    explanation: "All aliases of a file together may stand for 10 million values. Aliases of aliases multiply; a few\n\
        lines can stand for billions of values and stop the programs that read them. The file was not read further.\n\n\
        Positions and roles are usually the better way to say something once and use it often.",
};

/// `<<` merges something that is no map.
pub static MERGE: CodeInfo = CodeInfo {
    id: "file/merge",
    severity: Severity::Error,
    title: "`<<` merges something that is not a map",
    explanation: "`<<: *name` puts the entries of the map marked `&name` into this map; keys that the map has itself\n\
        win. Its value is an alias of a map, a map, or a list of those.\n\n\
            base: &base {companies: [acme-sh]}\n    users:\n      li.na: {<<: *base, name: Li Na}",
};

/// Collections are nested too deep.
pub static TOO_DEEP: CodeInfo = CodeInfo {
    id: "file/too-deep",
    severity: Severity::Error,
    title: "nested too deep",
    explanation: "Lists and maps may be nested 64 levels deep; desired state needs about ten. Such a file is damaged,\n\
        or made to stop the programs that read it. It was not read further.",
};

/// A file has too many values.
pub static TOO_MANY: CodeInfo = CodeInfo {
    id: "file/too-many-values",
    severity: Severity::Error,
    title: "too many values in one file",
    explanation: "One file may hold 12 million values (keys count as values), which is room for about 400,000 users.\n\
        Split the file: every section may be spread over any number of files.",
};

/// A number cannot be represented.
pub static NUMBER_RANGE: CodeInfo = CodeInfo {
    id: "file/number-range",
    severity: Severity::Error,
    title: "a number too large",
    explanation: "The value has the form of a number but is beyond what a computer number can hold, such as `1e999`.\n\
        It is probably a code that is meant as text: put it in quotes.",
};

/// A tag has no meaning.
pub static TAG: CodeInfo = CodeInfo {
    id: "file/tag",
    severity: Severity::Warning,
    title: "a tag without meaning",
    explanation: "Tags such as `!!int`, `!env` or `!vault` are instructions to other programs. trueup does not carry them\n\
        out: a tagged scalar is read as text, a tagged list or map as it is.\n\n\
        Remove the tag. Secrets are never values in these files; targets take them from the environment with\n\
        `${NAME}` in a URL.",
};

/// A key that the format does not know.
pub static UNKNOWN_KEY: CodeInfo = CodeInfo {
    id: "file/unknown-key",
    severity: Severity::Error,
    title: "a key that is not known here",
    explanation: "The key is misspelled, or stands one level too deep or too shallow, or belongs to a newer version of\n\
        trueup. Unknown keys are refused because a misspelled key would otherwise be an omitted one, and what is\n\
        omitted is not managed.\n\n    users:\n      li.na: {nmae: Li Na}      # did you mean `name`?\n\n\
        The schema in schema/ lists all keys with their meaning; editors show it while you type.",
};

/// A key that must be there is not.
pub static MISSING_KEY: CodeInfo = CodeInfo {
    id: "file/missing-key",
    severity: Severity::Error,
    title: "a required key is missing",
    explanation: "This entry needs the named key. The label stands at the beginning of the entry. Check the spelling of\n\
        its other keys, and its indentation: a key that is not indented far enough belongs to the map above.",
};

/// A value of another type.
pub static WRONG_TYPE: CodeInfo = CodeInfo {
    id: "file/wrong-type",
    severity: Severity::Error,
    title: "a value of the wrong type",
    explanation: "Values are never converted. Quoted is text; plain is null, true, false or a number only when it looks\n\
        exactly like one of JSON's; everything else, such as `007`, `no`, `1:30` or `2026-01-01`, is text.\n\n\
        A code that consists of digits is a number until it is quoted:\n\n    employee: 4711       # a number: error\n    employee: \"4711\"     # text\n\n\
        A key without a value holds nothing. To say that a list is complete and empty write `[]`; to leave\n\
        something unmanaged leave the key out.",
};

/// A value outside of what is allowed.
pub static BAD_VALUE: CodeInfo = CodeInfo {
    id: "file/bad-value",
    severity: Severity::Error,
    title: "a value that is not allowed",
    explanation: "The value has the right type, but is not one of those allowed, is out of range, or does not have the\n\
        form that is wanted; the message says which. Values are not repeated in messages, because something secret\n\
        may have been put there by mistake.",
};

/// Every code of this area.
pub static CODES: &[&CodeInfo] = &[
    &SYNTAX,
    &DUPLICATE_KEY,
    &TWIN_KEYS,
    &NOT_NFC,
    &COMPLEX_KEY,
    &ALIAS,
    &ALIAS_BOMB,
    &MERGE,
    &TOO_DEEP,
    &TOO_MANY,
    &NUMBER_RANGE,
    &TAG,
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_TYPE,
    &BAD_VALUE,
];
