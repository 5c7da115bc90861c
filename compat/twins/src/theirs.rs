//! Those whose interface they have.

use incumbent as z;

#[path = "doors.rs"]
pub mod doors;
