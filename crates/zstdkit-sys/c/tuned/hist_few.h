/* Counting where there are few symbols, or few of them occur: what is done for all 256, and not for the bytes that are
 * counted, is most of the time for a record of some hundred bytes. */

#ifndef ZSTDKIT_HIST_FEW_H
#define ZSTDKIT_HIST_FEW_H

/* How many counters there are for the symbols of sequences, of which there are 53 at most; and up to how many of them
 * are counted so. */
#define ZSTDKIT_FEW 64
#define ZSTDKIT_SOME 32

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

/* From this many bytes on, four tables are worth what it takes to add them up. */
#define ZSTDKIT_MANY 256

/* Counts bytes, all but the last few, by four tables in turn, so that one waits for no counter of the one before it;
 * returns where the last few begin. */
static const BYTE *zstdkit_countMost(unsigned *count, unsigned last, const BYTE *ip, const BYTE *end)
{
    U32 more[3][256];
    unsigned symbol;
    if (end - ip < ZSTDKIT_MANY)
        return ip;
    ZSTD_memset(more, 0, sizeof(more));
    for (; end - ip >= 4; ip += 4) {
        count[ip[0]]++;
        more[0][ip[1]]++;
        more[1][ip[2]]++;
        more[2][ip[3]]++;
    }
    for (symbol = 0; symbol <= last; symbol++)
        count[symbol] += more[0][symbol] + more[1][symbol] + more[2][symbol];
    return ip;
}

/* Likewise, where there are few symbols, as those of sequences are. 0 where that isn't so. */
static size_t zstdkit_countFew(unsigned *count, unsigned *last, const void *source, size_t size, void *memory,
                               size_t memorySize)
{
    const BYTE *const bytes = (const BYTE *)source;
    U32 *const scratch = (U32 *)memory;
    U32 *const tables[4] = {scratch, scratch + ZSTDKIT_FEW, scratch + 2 * ZSTDKIT_FEW, scratch + 3 * ZSTDKIT_FEW};
    unsigned const bound = *last;
    unsigned most = 0, symbol;
    size_t n;
    if (bound >= ZSTDKIT_FEW || size < ZSTDKIT_SOME || ((size_t)memory & 3) || memorySize < HIST_WKSP_SIZE)
        return 0;
    ZSTD_memset(scratch, 0, 4 * ZSTDKIT_FEW * sizeof(*scratch));
    for (n = 0; n + 4 <= size; n += 4) {
        tables[0][bytes[n]]++;
        tables[1][bytes[n + 1]]++;
        tables[2][bytes[n + 2]]++;
        tables[3][bytes[n + 3]]++;
    }
    for (; n < size; n++)
        tables[0][bytes[n]]++;
    for (symbol = 0; symbol < ZSTDKIT_FEW; symbol++) {
        unsigned const sum = tables[0][symbol] + tables[1][symbol] + tables[2][symbol] + tables[3][symbol];
        tables[0][symbol] = sum;
        if (sum > most)
            most = sum;
    }
    *last = zstdkit_last(scratch, ZSTDKIT_FEW - 1);
    /* The two may be the same memory. */
    ZSTD_memmove(count, scratch, (bound + 1) * sizeof(*count));
    return most;
}

#endif
