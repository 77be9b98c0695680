//! What there is to say, in every form: terminal, JSON, Markdown, HTML.

pub mod diagnostics;
