/* How often each symbol has a state in a table of finite state entropy (RFC 8878, section 4.1.1), read from a word that
 * holds four of them: libzstd asks memory for each. What is long, rare, wrong or close to it is left to libzstd, for
 * its verdict. */

#ifndef ZSTDKIT_COUNTS_H
#define ZSTDKIT_COUNTS_H

/* A list that takes more bytes isn't read here. */
#define ZSTDKIT_COUNTS 24

/* The largest table whose list is read here, as a logarithm: four counts, each of ten bits and followed by two that
 * tell of zeros, are 48 bits, and a word has 57 at least. */
#define ZSTDKIT_COUNTS_LOG 9

/* Reads counts of symbols up to `most`, for tables of up to so many bits. Of the bytes that can be read, the first
 * `size` may belong to the list. Returns how many do, or 0 for what libzstd shall read. */
FORCE_INLINE_TEMPLATE size_t zstdkit_readCounts(U16 *counts, unsigned most, unsigned logMost, unsigned *last,
                                                unsigned *log, const BYTE *source, size_t size, size_t readable)
{
    /* A word is read from any place up to ZSTDKIT_COUNTS. */
    BYTE copy[ZSTDKIT_COUNTS + 8];
    size_t const limit = 8 * MIN(size, ZSTDKIT_COUNTS);
    size_t at = 4;
    unsigned symbol = 0, shorter;
    U32 rest, half;
    if (readable < sizeof(copy)) {
        ZSTD_memset(copy, 0, sizeof(copy));
        ZSTD_memcpy(copy, source, readable);
        source = copy;
    }
    ZSTD_memset(counts, 0, (most + 1) * sizeof(*counts));
    *log = (source[0] & 15) + FSE_MIN_TABLELOG;
    if (*log > MIN(logMost, ZSTDKIT_COUNTS_LOG))
        return 0;
    /* States that are left, and one; and the power of two that isn't larger. */
    rest = ((U32)1 << *log) + 1;
    shorter = *log;
    half = (U32)1 << shorter;
    while (at <= limit) {
        U64 bits = MEM_readLE64(source + (at >> 3)) >> (at & 7);
        unsigned turns;
        for (turns = 0; turns < 4; turns++) {
            /* `rest` at most. As many of the lowest values as are missing to a power of two are shorter by a bit. */
            U32 const missing = 2 * half - 1 - rest;
            U32 value = (U32)bits & (half - 1);
            unsigned length = shorter;
            if (value >= missing) {
                value = (U32)bits & (2 * half - 1);
                value -= value >= half ? missing : 0;
                length++;
            }
            /* 0 stands for less than one state in size. */
            if (symbol > most || value == 0)
                return 0;
            counts[symbol++] = (U16)(value - 1);
            rest -= value - 1;
            at += length;
            bits >>= length;
            if (value == 1) {
                /* None; and so many more, of which 3 says that it isn't all. */
                unsigned const zeros = (unsigned)bits & 3;
                symbol += zeros;
                at += 2;
                bits >>= 2;
                if (zeros == 3) {
                    U32 more;
                    if (at > limit)
                        return 0;
                    more = (U32)(MEM_readLE64(source + (at >> 3)) >> (at & 7));
                    turns = ZSTD_countTrailingZeros32(~more | 0x40000000) >> 1;
                    /* More than the tables here have symbols. */
                    if (turns == 15)
                        return 0;
                    symbol += 3 * turns + ((more >> (2 * turns)) & 3);
                    at += 2 * turns + 2;
                    break;
                }
            } else if (rest < half) {
                if (rest == 1) {
                    *last = symbol - 1;
                    return at <= limit ? (at + 7) >> 3 : 0;
                }
                shorter = ZSTD_highbit32(rest);
                half = (U32)1 << shorter;
            }
        }
    }
    return 0;
}

#endif
