//! Raw bindings to a vendored libzstd 1.5.7 whose symbols stand apart from any other libzstd
