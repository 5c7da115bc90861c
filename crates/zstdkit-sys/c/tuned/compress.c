/* Stands in for libzstd's lib/compress/zstd_compress.c, which it includes. The tables of contexts are in large
 * pages. */

#include "memory.h"
#include "zstd_compress.c"
