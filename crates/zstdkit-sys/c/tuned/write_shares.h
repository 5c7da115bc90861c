/* A table's description, which are the shares of its symbols, in the bits that libzstd writes. A row of symbols that
 * don't occur is found at once, and bits are stored eight bytes at a time. */

#ifndef ZSTDKIT_WRITE_SHARES_H
#define ZSTDKIT_WRITE_SHARES_H

/* For how many symbols the function is, and how many bytes behind a description it may write. */
#define ZSTDKIT_MOST_SHARES 64
#define ZSTDKIT_BEHIND_SHARES 8

/* Stores whole bytes, and keeps the bits that are left over. */
#define ZSTDKIT_STORE_BITS \
    do { \
        MEM_writeLE64(out, bits); \
        out += size >> 3; \
        bits >>= size & ~7u; \
        size &= 7; \
    } while (0)

static size_t zstdkit_writeShares(void *destination, const short *shares, unsigned lastSymbol, unsigned tableLog)
{
    BYTE *const start = (BYTE *)destination;
    BYTE *out = start;
    U64 present = 0;
    U64 bits = tableLog - FSE_MIN_TABLELOG;
    unsigned size = 4;
    /* What of the table the symbols to come have, and one more. */
    int left = (1 << tableLog) + 1;
    int absent = 0;
    unsigned symbol;
    for (symbol = 0; symbol <= lastSymbol; symbol++)
        present |= (U64)(shares[symbol] != 0) << symbol;
    for (symbol = 0; symbol <= lastSymbol && left > 1; symbol++) {
        int const log = (int)ZSTD_highbit32((U32)left);
        int const shorter = (2 << log) - 1 - left;
        int share;
        if (absent) {
            /* How many more don't occur: three by each pair of bits, until one says how many are left. */
            unsigned row, threes;
            if (!(present >> symbol))
                break;
            row = ZSTD_countTrailingZeros64(present >> symbol);
            threes = row / 3 * 2;
            bits |= (((U64)1 << threes) - 1 + ((U64)(row % 3) << threes)) << size;
            size += threes + 2;
            symbol += row;
            ZSTDKIT_STORE_BITS;
        }
        share = shares[symbol];
        left -= share < 0 ? -share : share;
        if (left < 1)
            return ERROR(GENERIC);
        absent = share == 0;
        share++;
        share += share >= 1 << log ? shorter : 0;
        bits |= (U64)(U32)share << size;
        size += (unsigned)(log + 1 - (share < shorter));
        ZSTDKIT_STORE_BITS;
    }
    if (left != 1)
        return ERROR(GENERIC);
    return (size_t)(out - start) + (size != 0);
}

#undef ZSTDKIT_STORE_BITS

#endif
