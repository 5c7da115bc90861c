/* Stands in for libzstd's lib/compress/fse_compress.c, which it includes. Edits of the build script's (build/tune.rs)
 * have the shares of symbols in a table computed, and written, by functions of ours. */

#include "fse_compress.c"
