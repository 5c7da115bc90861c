/* Stands in for libzstd's lib/decompress/huf_decompress.c, which it includes. Edits of the build script's
 * (build/tune.rs) have the tables of literals read by functions of ours. */

#include "huf_decompress.c"
