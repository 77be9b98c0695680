//! Symbols of fixed texts, looked up once.

use crate::model::{Interner, Sym};

/// Symbols of fixed texts.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is the symbol of its name")]
pub struct Words {
    pub yes: Sym,
    pub no: Sym,
    pub everyone: Sym,
    pub system: Sym,
    pub person: Sym,
    pub service: Sym,
    pub automatic: Sym,
    pub custom: Sym,
}

impl Words {
    /// Interns them.
    pub fn new(symbols: &mut Interner) -> Self {
        Self {
            yes: symbols.intern("true"),
            no: symbols.intern("false"),
            everyone: symbols.intern("*"),
            system: symbols.intern("system"),
            person: symbols.intern("person"),
            service: symbols.intern("service"),
            automatic: symbols.intern("automatic"),
            custom: symbols.intern("custom"),
        }
    }
}
