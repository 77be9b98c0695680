//! Codes about item-code rules.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static BAD_SEGMENT: CodeInfo = CodeInfo {
    id: "desired/bad-segment",
    severity: Severity::Error,
    title: "a part of an item code that cannot be built",
    explanation: "\
Each part of a code is exactly one of: a choice of values, a literal text, a running number, parts of a date, a check
character. `per` belongs to the running number and names parts that stand before it; a code has at most one running
number. `within` says on which earlier part it depends which values may follow.

    segments:
      - {name: 大类, values: {RM: 原材料, FG: 成品}}
      - {literal: \"-\"}
      - {name: 中类, within: 大类, values: {RM: {ST: 钢材, AL: 铝材}, FG: {PC: 电脑}}}
      - {name: 流水号, serial: 5, per: [大类, 中类]}
      - {check: iso7064-mod37-36}",
};

pub(in crate::project) static RULES_OVERLAP: CodeInfo = CodeInfo {
    id: "desired/rules-overlap",
    severity: Severity::Error,
    title: "two rules can yield the same code",
    explanation: "\
A code must say by itself which rule it follows: otherwise two items can get the same code, and nobody can tell from a code
what the item is. Every pair of rules is compared, and the message shows a code that both would accept. Rules whose codes
are `unique: company` and that are for different companies may be alike.

A literal or a value that only one of the rules has tells them apart. Where rules differ in nothing but their check
characters this cannot always be found out; that is a warning.",
};

pub(in crate::project) static NO_ROOM: CodeInfo = CodeInfo {
    id: "desired/no-room",
    severity: Severity::Error,
    title: "a rule without room",
    explanation: "\
Not a single code can be issued by the rule: the running number starts at its end, everything is reserved, or no
combination of values fits together.",
};

pub(in crate::project) static UNEVEN_VALUES: CodeInfo = CodeInfo {
    id: "desired/uneven-values",
    severity: Severity::Warning,
    title: "values of different lengths",
    explanation: "\
The values of one part of an item code have different lengths. Then the same characters may be read in two ways (`A` + `1B`
or `A1` + `B`), unless a literal stands between, and lists do not line up. Fill the shorter ones up, if nothing speaks
against it.",
};

pub(in crate::project) static RULE_WITHOUT_SEQUENCE: CodeInfo = CodeInfo {
    id: "desired/rule-without-sequence",
    severity: Severity::Error,
    title: "a rule that no number sequence can follow",
    explanation: "\
A number sequence of an ERP writes a fixed text, a decimal number and another fixed text. A rule with several values, dates,
parts that may be left out, reserved numbers, numbers with letters or check characters asks for more.

Remove `sequence` from the rule: `trueup items next` issues its codes. Or make the rule simpler, one rule for each value.",
};

pub(in crate::project) static SEQUENCE_TWICE: CodeInfo = CodeInfo {
    id: "desired/sequence-twice",
    severity: Severity::Error,
    title: "a number sequence with two forms",
    explanation: "\
A rule that names a number sequence (`sequence` in `item_codes`) decides its prefix, suffix, padding and step. The same
sequence stands below `sequences`, or another rule names it too. Let one place decide.",
};

pub(in crate::project) static CODE_DOES_NOT_FIT: CodeInfo = CodeInfo {
    id: "desired/code-does-not-fit",
    severity: Severity::Error,
    title: "codes that the ERP cannot hold",
    explanation: "\
The ERP's column for item codes is shorter than the longest code of the rule, or it does not hold one of its characters: the
adapter declares both (`items: {code: {max_length, alphabet}}` in adapter.yaml). Make a part of the code shorter, or use
other characters.",
};
