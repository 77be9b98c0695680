//! stub
/// span
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);
/// span
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    #[allow(missing_docs)]
    pub file: FileId,
    #[allow(missing_docs)]
    pub start: u32,
    #[allow(missing_docs)]
    pub end: u32,
}
