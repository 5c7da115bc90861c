//! Our packages.

use zstd as z;

#[path = "doors.rs"]
pub mod doors;
