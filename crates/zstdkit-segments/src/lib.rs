//! Segmented buffers, and parallel batch compression over them
