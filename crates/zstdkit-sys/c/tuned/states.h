/* Tables of states of finite state entropy, made of how often each symbol has one (RFC 8878, section 4.1.1). libzstd
 * lays the symbols out in the order of the states, and then goes through the states; since the steps between a symbol's
 * places are known, one pass does both. It goes from both ends at once: a symbol's states are counted in memory, which
 * a processor takes for one long chain, and here are two. */

#ifndef ZSTDKIT_STATES_H
#define ZSTDKIT_STATES_H

#include "counts.h"

/* No table has more symbols. */
#define ZSTDKIT_SYMBOLS 64

/* Where an entry of 64 bits has what decodes a state: the one that bits are added to, and how many bits, of which a few
 * may be turned over. */
typedef struct {
    unsigned next, length;
    U32 turned;
} zstdkit_Layout;

/* Makes a table of counts that zstdkit_readCounts read, each at least 0, and as many as the table has states. An entry
 * has, besides, what its symbol's have alike. */
FORCE_INLINE_TEMPLATE void zstdkit_makeStates(void *table, zstdkit_Layout layout, const U16 *counts, unsigned last,
                                              unsigned log, const U64 *alike)
{
    BYTE *const to = (BYTE *)table;
    U32 const size = (U32)1 << log;
    U32 const step = FSE_TABLESTEP(size);
    /* Each symbol as often as it has states; sixteen are written at a time. */
    BYTE symbols[((size_t)1 << ZSTDKIT_COUNTS_LOG) + 16];
    U16 first[ZSTDKIT_SYMBOLS], final[ZSTDKIT_SYMBOLS];
    U32 place = 0, opposite, inverse, n;
    unsigned symbol;
    for (symbol = 0; symbol <= last; symbol++) {
        U32 const times = counts[symbol];
        U64 const eight = symbol * (U64)0x0101010101010101;
        first[symbol] = (U16)times;
        final[symbol] = (U16)(2 * times - 1);
        MEM_write64(symbols + place, eight);
        MEM_write64(symbols + place + 8, eight);
        if (UNLIKELY(times > 16))
            for (n = 16; n < times; n += 8)
                MEM_write64(symbols + place + n, eight);
        place += times;
    }
    /* The place of a state among the symbols: the steps are odd, so that there is a number that takes them back. */
    inverse = step;
    for (n = 0; n < 3; n++)
        inverse *= 2 - step * inverse;
    place = 0;
    opposite = size - (inverse & (size - 1));
    for (n = 0; n < size / 2; n++) {
        unsigned const here = symbols[place], there = symbols[opposite];
#define ZSTDKIT_STATE(index, symbol, number) \
    { \
        U32 const value = (number); \
        U32 const length = log - ZSTD_highbit32(value); \
        U32 const next = (value << length) - size; \
        U64 const entry = alike[symbol] | next << layout.next | (length ^ layout.turned) << layout.length; \
        ZSTD_memcpy(to + 8 * (size_t)(index), &entry, sizeof(entry)); \
    }
        ZSTDKIT_STATE(n, here, first[here]++)
        ZSTDKIT_STATE(size - 1 - n, there, final[there]--)
#undef ZSTDKIT_STATE
        place = (place + inverse) & (size - 1);
        opposite = (opposite - inverse) & (size - 1);
    }
}

#endif
