//! Nothing: this package only pins where libzstd's sources come from.
