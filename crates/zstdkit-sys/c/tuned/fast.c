/* Stands in for libzstd's lib/compress/zstd_fast.c, which it includes: levels below 3. An edit of the build script's
 * (build/tune.rs) has blocks parsed by functions that know the size of their table. */

#include "zstd_fast.c"
