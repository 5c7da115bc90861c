/* Stands in for libzstd's lib/decompress/zstd_decompress_block.c, which it includes. An edit of the build script's
 * (build/tune.rs) has the sequences of a block carried out by a function of ours, where the processor has BMI2. */

#include "zstd_decompress_block.c"
