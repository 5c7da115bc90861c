//! Zstandard compression: reusable contexts, parameters, dictionaries, streams, typed errors
