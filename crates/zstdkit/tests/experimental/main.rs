//! What stands on libzstd's static-only interface, with the feature `experimental`.

mod allocator;
mod data;
mod dictionary_set;
mod estimate;
mod in_place;
mod lasting;
mod parameters;
mod prefix;
mod producer;
mod sequences;
mod static_memory;
mod thread_pool;
