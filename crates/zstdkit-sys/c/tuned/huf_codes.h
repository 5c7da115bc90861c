/* The codes of a tree, for the symbols that occur; those of all others have no bits. */

#ifndef ZSTDKIT_HUF_CODES_H
#define ZSTDKIT_HUF_CODES_H

#include "huf_present.h"

static void zstdkit_codes(HUF_CElt *table, nodeElt const *nodes, int lastLeaf, U32 lastSymbol, U32 mostBits)
{
    HUF_CElt *const codes = table + 1;
    U64 present[ZSTDKIT_WORDS] = {0};
    U16 leaves[HUF_TABLELOG_MAX + 1] = {0};
    U16 next[HUF_TABLELOG_MAX + 1] = {0};
    U16 first = 0;
    int n;
    ZSTD_memset(codes, 0, sizeof(*codes) * (lastSymbol + 1));
    for (n = 0; n <= lastLeaf; n++) {
        U32 const symbol = nodes[n].byte;
        leaves[nodes[n].nbBits]++;
        HUF_setNbBits(codes + symbol, nodes[n].nbBits);
        present[symbol / 64] |= (U64)1 << (symbol % 64);
    }
    for (n = (int)mostBits; n > 0; n--) {
        next[n] = first;
        first = (U16)((first + leaves[n]) >> 1);
    }
    ZSTDKIT_FOR_PRESENT(present, symbol,
                        HUF_setValue(codes + symbol, next[HUF_getNbBits(codes[symbol])]++));
    HUF_writeCTableHeader(table, mostBits, lastSymbol);
}

/* libzstd's isn't called from here on. */
#define HUF_buildCTableFromTree zstdkit_codes

#endif
