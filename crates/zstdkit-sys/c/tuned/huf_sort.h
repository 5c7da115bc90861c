/* Sorting symbols by how often they occur, in the order in which libzstd has them: by the same buckets, and for large
 * counts with the same sort within them. Those that don't occur stand behind all others, where nobody looks at more of
 * them than that their count is 0, which it is before. */

#ifndef ZSTDKIT_HUF_SORT_H
#define ZSTDKIT_HUF_SORT_H

#include "huf_present.h"

static void zstdkit_sort(nodeElt nodes[], const unsigned count[], U32 const lastSymbol, rankPos ranks[])
{
    U64 present[ZSTDKIT_WORDS];
    U32 largest = 0;
    U32 top, n;
    for (n = 0; n <= lastSymbol; n++)
        if (count[n] > largest)
            largest = count[n];
    zstdkit_present(count, lastSymbol + 1, present);
    /* A rank begins where those of larger counts end. */
    top = HUF_getIndex(largest) + 1;
    ZSTD_memset(ranks, 0, sizeof(*ranks) * (top + 1));
    ZSTDKIT_FOR_PRESENT(present, symbol, ranks[HUF_getIndex(count[symbol])].base++);
    for (n = top; n > 0; n--) {
        ranks[n - 1].base += ranks[n].base;
        ranks[n - 1].curr = ranks[n - 1].base;
    }
    ZSTDKIT_FOR_PRESENT(present, symbol, {
        U32 const place = ranks[HUF_getIndex(count[symbol]) + 1].curr++;
        nodes[place].count = count[symbol];
        nodes[place].byte = (BYTE)symbol;
    });
    for (n = RANK_POSITION_DISTINCT_COUNT_CUTOFF; n <= top; n++) {
        int const size = ranks[n].curr - ranks[n].base;
        if (size > 1)
            HUF_simpleQuickSort(nodes + ranks[n].base, 0, size - 1);
    }
}

/* libzstd's isn't called from here on. */
#define HUF_sort zstdkit_sort

#endif
