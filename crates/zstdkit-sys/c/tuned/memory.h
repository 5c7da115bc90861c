/* Memory for tables that are visited at random, in the large pages that a system may have for it: a core knows the
 * places of few small ones, and asks memory for the others' before it can ask for what is in them. The bytes are
 * where they would be, and of the same use. */

#ifndef ZSTDKIT_MEMORY_H
#define ZSTDKIT_MEMORY_H

#include "allocations.h"

#if defined(__linux__) && !defined(ZSTDKIT_NO_LARGE_PAGES)
#include <sys/mman.h>
#endif

/* From this size on. */
#define ZSTDKIT_LARGE ((size_t)2 << 20)

MEM_STATIC void *zstdkit_malloc(size_t size, ZSTD_customMem memory)
{
    void *const block = ZSTD_customMalloc(size, memory);
#ifdef MADV_HUGEPAGE
    /* A caller's allocator knows best what its memory is. */
    if (block && !memory.customAlloc && size >= ZSTDKIT_LARGE) {
        size_t const page = (size_t)4096;
        char *const start = (char *)(((size_t)block + page - 1) & ~(page - 1));
        char *const end = (char *)(((size_t)block + size) & ~(page - 1));
        /* Advice: where it isn't taken, nothing is lost. */
        (void)madvise(start, (size_t)(end - start), MADV_HUGEPAGE);
    }
#endif
    return block;
}

#define ZSTD_customMalloc zstdkit_malloc

#endif
