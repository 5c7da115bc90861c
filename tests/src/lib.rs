//! Helpers of the workspace-wide tests.
