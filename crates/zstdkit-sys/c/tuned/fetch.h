/* A match finder's search starts at a cell of the hash table that depends on the next bytes alone, so that
 * the cell can be fetched while the searches before it run. The table is larger than a core's caches:
 * without this, each search waits for memory first.
 *
 * libzstd promises eight readable bytes where it hashes. So a hash of n bytes can be taken up to 8 - n
 * positions ahead, and nothing is read that libzstd doesn't read. */

#ifndef ZSTDKIT_FETCH_H
#define ZSTDKIT_FETCH_H

#include "zstd_compress_internal.h"

/* Fetches the cell of a position that is searched soon, and hashes this one. */
MEM_STATIC FORCE_INLINE_ATTR size_t
zstdkit_hashAndFetch(const U32 *table, const BYTE *ip, U32 tableLog, U32 minMatch)
{
    switch (minMatch) {
    case 5:
        PREFETCH_L1(table + ZSTD_hash5(MEM_readLE64(ip) >> 24, tableLog, 0));
        break;
    case 6:
        PREFETCH_L1(table + ZSTD_hash6(MEM_readLE64(ip) >> 16, tableLog, 0));
        break;
    default: /* Matches of three bytes are looked up by four. */
        PREFETCH_L1(table + ZSTD_hash4Ptr(ip + 4, tableLog));
    }
    return ZSTD_hashPtr(ip, tableLog, minMatch);
}

/* A pair of indexes, of any age: each has a place in the tree. */
MEM_STATIC FORCE_INLINE_ATTR void zstdkit_fetchChildren(const U32 *tree, U32 mask, const U32 *pair)
{
    PREFETCH_L1(tree + 2 * (pair[0] & mask));
    PREFETCH_L1(tree + 2 * (pair[1] & mask));
}

#endif
