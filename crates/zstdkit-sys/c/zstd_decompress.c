/* Stands in for libzstd's lib/decompress/zstd_decompress.c, and is that file, with contexts whose memory is zeroed.
 * Copies of literals reach over their end, into what a context's buffer held before, and a match in a damaged frame may
 * begin farther back than the window, where such bytes still stand: those of a new context would be whatever memory
 * held. */

#include "calloc.h"

#define ZSTD_customMalloc(size, memory) \
    ((size) == sizeof(ZSTD_DCtx) ? zstdkit_calloc(size, memory) : (ZSTD_customMalloc)(size, memory))

#include "decompress/zstd_decompress.c"
