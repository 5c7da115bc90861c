/* Stands in for libzstd's lib/compress/zstd_lazy.c, which it includes. Edits of the build script's
 * (build/tune.rs) have the functions of the unsorted tree, of levels 13 to 15, fetch ahead, and rows searched by a
 * function of ours, at levels 6 to 12. */

#include "fetch.h"
#include "zstd_lazy.c"
