/* A table of literals that a single stream came with is as small as its codes allow (huf_table.h). Where four streams
 * repeat it, it is made as large as libzstd has them all: its fast loop wants that, and which loop decodes a stream
 * decides what is found wrong with it. */

#ifndef ZSTDKIT_HUF_WIDEN_H
#define ZSTDKIT_HUF_WIDEN_H

#include "huf.h"
#include "mem.h"

/* What the fast loop's tables have, in bits. */
#define ZSTDKIT_WIDE 11

/* What a table begins with; entries of two bytes follow, where each has one symbol. */
typedef struct {
    BYTE most, hasTwoSymbols, log, unused;
} zstdkit_HufTable;

/* Decodes four streams. Only the context's own table may be small: dictionaries' have two symbols in an entry. */
MEM_STATIC size_t zstdkit_fourStreams(HUF_DTable *own, void *to, size_t room, const void *source, size_t size,
                                      const HUF_DTable *used, int flags)
{
    U16 *const entries = (U16 *)(void *)(own + 1);
    zstdkit_HufTable begin;
    ZSTD_memcpy(&begin, own, sizeof(begin));
    if (used == own && !begin.hasTwoSymbols && begin.log < ZSTDKIT_WIDE) {
        U32 const scale = ZSTDKIT_WIDE - begin.log;
        U32 n = (U32)1 << begin.log;
        /* From the last on: none is overwritten before it's read. */
        while (n-- > 0) {
            U16 const entry = entries[n];
            U32 k;
            for (k = 0; k < (U32)1 << scale; k++)
                entries[(n << scale) + k] = entry;
        }
        begin.log = ZSTDKIT_WIDE;
        ZSTD_memcpy(own, &begin, sizeof(begin));
    }
    return HUF_decompress4X_usingDTable(to, room, source, size, used, flags);
}

#undef HUF_decompress4X_usingDTable
#define HUF_decompress4X_usingDTable(to, room, source, size, used, flags) \
    zstdkit_fourStreams(dctx->entropy.hufTable, to, room, source, size, used, flags)

#endif
