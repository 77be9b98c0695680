//! Which items a rule is for.

use super::Scope;

impl Scope {
    /// Whether an item of this category path, type and company is meant. What is not known of an item fits only a rule
    /// that does not ask for it.
    #[must_use]
    pub fn covers(&self, category: Option<&str>, kind: Option<&str>, company: Option<&str>) -> bool {
        let among = |patterns: &[String], value: Option<&str>, fits: fn(&str, &str) -> bool| {
            patterns.is_empty()
                || value.is_some_and(|value| patterns.iter().any(|pattern| fits(pattern, value)))
        };
        among(&self.category, category, path_fits)
            && among(&self.kind, kind, |pattern, kind| pattern == kind)
            && among(&self.company, company, |pattern, company| pattern == company)
    }
}

/// Whether a path fits a pattern: `*` stands for one name, `**` for any path or none, everything else for itself.
fn path_fits(pattern: &str, path: &str) -> bool {
    fn fits(pattern: &[&str], path: &[&str]) -> bool {
        match pattern {
            [] => path.is_empty(),
            ["**", rest @ ..] => (0..=path.len()).any(|at| fits(rest, &path[at..])),
            [name, rest @ ..] => {
                path.first().is_some_and(|first| *name == "*" || name == first) && fits(rest, &path[1..])
            }
        }
    }
    let pattern: Vec<&str> = pattern.split('/').map(str::trim).collect();
    let path: Vec<&str> = path.split('/').map(str::trim).collect();
    fits(&pattern, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_their_patterns() {
        for (pattern, path, fits) in [
            ("原材料/**", "原材料/钢材/板材", true),
            ("原材料/**", "原材料", true),
            ("原材料/*", "原材料 / 钢材", true),
            ("原材料/*", "原材料/钢材/板材", false),
            ("**/板材", "原材料/钢材/板材", true),
            ("原材料", "原材料/钢材", false),
            ("*", "成品", true),
        ] {
            assert_eq!(path_fits(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_not_known_fits_only_who_does_not_ask() {
        let scope = Scope {
            category: vec!["原材料/**".into(), "辅料".into()],
            ..Scope::default()
        };
        assert!(scope.covers(Some("辅料"), Some("goods"), None));
        assert!(!scope.covers(None, Some("goods"), None));
        assert!(Scope::default().covers(None, None, None));
    }
}
