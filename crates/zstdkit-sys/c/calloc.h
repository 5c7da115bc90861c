/* Zeroed memory, or NULL. libzstd's own function zeroes what a caller's allocator answers without a look at
 * it, and an allocator that has no memory answers NULL.
 *
 * For the stand-ins in this folder, which include it before the file of libzstd's that is to have it. */

#include "common/allocations.h"

static void *zstdkit_calloc(size_t size, ZSTD_customMem memory)
{
    void *block;
    if (!memory.customAlloc)
        return ZSTD_customCalloc(size, memory);
    block = memory.customAlloc(memory.opaque, size);
    if (block)
        ZSTD_memset(block, 0, size);
    return block;
}

#define ZSTD_customCalloc zstdkit_calloc
