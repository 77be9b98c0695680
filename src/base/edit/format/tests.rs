use super::*;

#[test]
fn canonical_white_space() {
    for (before, after) in [
        ("a:   1  \nb: 2", "a: 1\nb: 2\n"),
        (
            "a:\n    b:\n        c: 1\n        d: 2\n",
            "a:\n  b:\n    c: 1\n    d: 2\n",
        ),
        ("a:\n- 1\n-   x: 1\n    y: 2\n", "a:\n  - 1\n  - x: 1\n    y: 2\n"),
        ("#comment\na: 1 # c\n\n\n", "# comment\na: 1 # c\n"),
        ("#!x\n#--\n#\na: 1\n#: y\n", "#!x\n#--\n#\na: 1\n#: y\n"),
        (
            "users:\n    # about a\n    a: 1\n    # end\nroles: 2\n",
            "users:\n  # about a\n  a: 1\n  # end\nroles: 2\n",
        ),
        (
            "a:\n    b: |\n        x\n          y  \n\n        # no comment\n    c: >-\n        z\n",
            "a:\n  b: |\n      x\n        y  \n\n      # no comment\n  c: >-\n      z\n",
        ),
        ("a: {x: 1,   y: 2}   \n", "a: {x: 1,   y: 2}\n"),
        ("a:\n    b: [1,\n        2]\n", "a:\n  b: [1,\n      2]\n"),
        ("long: 1\na:    2\nb :   3\n", "long: 1\na:    2\nb: 3\n"),
        ("张伟: 1\nabcd: 2\n  \n", "张伟: 1\nabcd: 2\n"),
        (
            "m: &m\n    k: 1\nn:\n    <<: *m\n    l: 2\n",
            "m: &m\n  k: 1\nn:\n  <<: *m\n  l: 2\n",
        ),
        ("a:   1\r\nb:\r\n    - 2 \r\n", "a: 1\r\nb:\r\n  - 2\r\n"),
        ("---\na:  1\n---\nb:  2\n", "---\na: 1\n---\nb: 2\n"),
        (
            "a:\n  - - 1\n    - 2\n  -   - 3\n",
            "a:\n  - - 1\n    - 2\n  - - 3\n",
        ),
        ("  a: 1\n  b: 2\n", "a: 1\nb: 2\n"),
    ] {
        let result = format(before).unwrap_or_else(|| before.to_owned());
        assert_eq!(result, after, "{before:?}");
        assert_eq!(format(&result), None, "a second time: {before:?}");
    }
}

#[test]
fn what_has_errors_is_left_alone() {
    assert_eq!(format("a: 1\na:  2\n"), None);
    assert_eq!(format("a: [\n"), None);
    assert_eq!(format(""), None);
}
