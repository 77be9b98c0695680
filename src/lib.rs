//! trueup: a declarative reconciler for ERP administration.
