//! Takes the definers of triggers, routines, events and views out of a dump of MariaDB: only an administrator may make
//! something in the name of another account, which a scratch server may not even have. What is restored belongs to who
//! restores it, as on PostgreSQL.

/// How lines begin that may name a definer. A row of a table never begins so: in the dump every row is in the line of its
/// INSERT, with line breaks escaped.
const STARTS: [&[u8]; 2] = [b"/*!", b"CREATE "];
/// A line that begins so and is longer than this names nobody: definers stand at the beginning.
const LINE: usize = 4 << 10;
const DEFINER: &[u8] = b"DEFINER=`";

/// Passes a dump on, line by line where it matters.
#[derive(Default)]
pub(super) struct Filter {
    /// The beginning of a line that may name a definer.
    held: Vec<u8>,
    /// Whether the rest of this line is passed on as it is.
    through: bool,
}

impl Filter {
    /// What is to be passed on of the next bytes.
    pub(super) fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + self.held.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            rest = after;
            let ended = line.ends_with(b"\n");
            if self.through {
                out.extend_from_slice(line);
                self.through = !ended;
                continue;
            }
            self.held.extend_from_slice(line);
            let known = STARTS
                .iter()
                .any(|start| self.held.starts_with(start) || start.starts_with(&self.held));
            if ended || !known || self.held.len() > LINE {
                out.extend(if known {
                    without(&self.held)
                } else {
                    std::mem::take(&mut self.held)
                });
                self.held.clear();
                self.through = !ended;
            }
        }
        out
    }

    /// What was held back when the dump ended.
    pub(super) fn rest(&self) -> &[u8] {
        &self.held
    }
}

/// A line without ``DEFINER=`name`@`host` ``.
fn without(line: &[u8]) -> Vec<u8> {
    let Some(at) = memchr::memmem::find(line, DEFINER) else {
        return line.to_vec();
    };
    let mut rest = &line[at + DEFINER.len()..];
    let quoted = |rest: &mut &[u8]| -> bool {
        // A backtick inside a name is doubled.
        loop {
            let Some(end) = memchr::memchr(b'`', rest) else {
                return false;
            };
            let doubled = rest.get(end + 1) == Some(&b'`');
            *rest = &rest[end + 1 + usize::from(doubled)..];
            if !doubled {
                return true;
            }
        }
    };
    if !quoted(&mut rest) {
        return line.to_vec();
    }
    if let Some(host) = rest.strip_prefix(b"@`") {
        rest = host;
        if !quoted(&mut rest) {
            return line.to_vec();
        }
    }
    [&line[..at], rest.strip_prefix(b" ").unwrap_or(rest)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definers_go_and_rows_stay_however_the_dump_is_cut() {
        let dump = "-- MariaDB dump\nINSERT INTO `t` VALUES ('/*!50017 DEFINER=`a`@`b`*/\\nCREATE DEFINER=`a`@`b` x');\n\
            /*!50003 CREATE*/ /*!50017 DEFINER=`ro``ot`@`10.%`*/ /*!50003 TRIGGER t BEFORE UPDATE ON j FOR EACH ROW\nSIGNAL x */;;\n\
            CREATE DEFINER=`root`@`localhost` PROCEDURE `p`()\nBEGIN END ;;\n/*!50013 DEFINER=`role` SQL SECURITY DEFINER */\nlast";
        let expected = "-- MariaDB dump\nINSERT INTO `t` VALUES ('/*!50017 DEFINER=`a`@`b`*/\\nCREATE DEFINER=`a`@`b` x');\n\
            /*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER t BEFORE UPDATE ON j FOR EACH ROW\nSIGNAL x */;;\n\
            CREATE PROCEDURE `p`()\nBEGIN END ;;\n/*!50013 SQL SECURITY DEFINER */\nlast";
        for size in [1, 2, 3, 7, 50, 10_000] {
            let mut filter = Filter::default();
            let mut out = Vec::new();
            for piece in dump.as_bytes().chunks(size) {
                out.extend(filter.pass(piece));
            }
            out.extend(filter.rest());
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{size}");
        }
    }
}
