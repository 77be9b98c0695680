//! Patterns of names: `*` stands for any characters, `?` for one.

/// Whether a pattern covers a name completely. Runs in time proportional to the product of the lengths at worst.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // The last `*` met, and how much of the name it covers so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((at, covered)) = star {
            star = Some((at, covered + 1));
            p = at + 1;
            n = covered + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// Whether a pattern is more than a plain name.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        assert!(matches("svc-*", "svc-wms") && matches("svc-*", "svc-"));
        assert!(matches("*@acme.example", "li@acme.example"));
        assert!(matches("a*b*c", "a-b-b-c") && !matches("a*b*c", "a-b-b-d"));
        assert!(matches("用户?", "用户一") && !matches("用户?", "用户"));
        assert!(!matches("admin", "administrator") && matches("*", ""));
    }
}
