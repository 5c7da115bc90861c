/* Stands in for libzstd's lib/compress/hist.c, which it includes. Edits of the build script's (build/tune.rs) have
 * tables of few counts gone through as such. */

#include "hist.c"
