/* Counting how often symbols occur: what is done for all 256, and not for the bytes that are counted, is most of the
 * time for a record of some hundred bytes. */

#ifndef ZSTDKIT_HIST_FEW_H
#define ZSTDKIT_HIST_FEW_H

/* Tables are of so many counters where no more symbols may occur, as is so of sequences, which have 53 at most. */
#define ZSTDKIT_FEW 64
/* From how many bytes on four tables are worth what it takes to add them up, with few symbols and with many; and up to
 * how many their sums are numbers of 16 bits with a sign, the widest that every processor of x86-64 compares at
 * once. */
#define ZSTDKIT_SOME 32
#define ZSTDKIT_MANY 256
#define ZSTDKIT_MOST ((size_t)1 << 15)

/* The last symbol that occurs, where one does: 16 counters at a time, and then one by one. */
static unsigned zstdkit_last(const unsigned *count, unsigned last)
{
    while (last >= 16) {
        unsigned any = 0;
        unsigned n;
        for (n = 0; n < 16; n++)
            any |= count[last - n];
        if (any)
            break;
        last -= 16;
    }
    while (!count[last])
        last--;
    return last;
}

/* Counts a few bytes, where counters are 0: nothing is done for a symbol that doesn't occur. */
static unsigned zstdkit_countSome(unsigned *count, unsigned *last, const BYTE *bytes, const BYTE *end)
{
    unsigned most = 0, largest = 0;
    for (; bytes < end; bytes++) {
        unsigned const times = ++count[*bytes];
        most = times > most ? times : most;
        largest = *bytes > largest ? *bytes : largest;
    }
    *last = largest;
    return most;
}

/* Counts more by four tables in turn, so that one waits for no counter of the one before it. */
static unsigned zstdkit_countByFour(unsigned *count, unsigned *last, const BYTE *bytes, const BYTE *end)
{
    U16 tables[4 * 256];
    unsigned const bound = *last;
    size_t const symbols = bound < ZSTDKIT_FEW ? ZSTDKIT_FEW : 256;
    U16 *const second = tables + symbols, *const third = second + symbols, *const fourth = third + symbols;
    S16 most = 0;
    size_t symbol;
    ZSTD_memset(tables, 0, symbols * 4 * sizeof(*tables));
    for (; end - bytes >= 4; bytes += 4) {
        tables[bytes[0]]++;
        second[bytes[1]]++;
        third[bytes[2]]++;
        fourth[bytes[3]]++;
    }
    for (; bytes < end; bytes++)
        tables[*bytes]++;
    for (symbol = 0; symbol < symbols; symbol++) {
        S16 const sum = (S16)(tables[symbol] + second[symbol] + third[symbol] + fourth[symbol]);
        tables[symbol] = (U16)sum;
        most = sum > most ? sum : most;
    }
    for (symbol = 0; symbol <= bound; symbol++)
        count[symbol] = tables[symbol];
    *last = zstdkit_last(count, bound);
    return (unsigned)most;
}

/* Whether bytes are counted one by one. */
static int zstdkit_areSome(unsigned last, size_t size)
{
    return size < (last < ZSTDKIT_FEW ? ZSTDKIT_SOME : ZSTDKIT_MANY);
}

#endif
