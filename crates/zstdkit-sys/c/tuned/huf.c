/* Stands in for libzstd's lib/compress/huf_compress.c, which it includes. An edit of the build script's
 * (build/tune.rs) has the depth of a tree chosen by a function of ours. */

#include "huf_compress.c"
