/* Stands in for libzstd's lib/compress/zstd_opt.c, which it includes: the optimal parser of levels 16
 * to 22, with the same bytes sooner. What differs stands in the two headers; the second is included
 * from inside that file, by an edit of the build script's (build/tuned.rs). */

#include "zstd_compress_internal.h"

#include "opt_prefetch.h"
#include "zstd_opt.c"
