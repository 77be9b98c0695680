//! The whole loop on databases that Tryton itself made, judged by Tryton's own code.

mod adoption;
mod crash;
mod drift;
mod followers;
mod lifecycle;
mod safety;
