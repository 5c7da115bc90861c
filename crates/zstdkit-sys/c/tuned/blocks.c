/* Stands in for libzstd's lib/decompress/zstd_decompress_block.c, which it includes. An edit of the build script's
 * (build/tune.rs) has the sequences of a block carried out by a function of ours, where the processor has BMI2; and
 * small tables of literals are made as large as libzstd has them, before four streams repeat one. */

#include "huf_widen.h"

#include "zstd_decompress_block.c"
