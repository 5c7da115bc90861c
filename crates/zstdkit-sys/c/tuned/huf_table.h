/* Tables that decode literals. Of 122 symbols that a text's list of weights has, some forty have one: libzstd counts
 * and sorts them all, each behind the one before, by a place in memory that hardly changes. Here those that have one
 * are gathered first, without a branch. Entries are written eight at a time. */

#ifndef ZSTDKIT_HUF_TABLE_H
#define ZSTDKIT_HUF_TABLE_H

#include "weights.h"

/* Reads a tree's description (RFC 8878, section 4.2.1): weights, of which the last follows from the others. Returns
 * how many bytes it takes. */
static size_t zstdkit_readWeights(BYTE *weights, size_t most, U32 *ranks, U32 *count, U32 *log,
                                  zstdkit_Present *present, const void *source, size_t size, void *memory,
                                  size_t memorySize, int flags)
{
    const BYTE *const bytes = (const BYTE *)source;
    size_t length, listed = 0, n;
    U32 total = 0, tooLarge = 0, rest, last;
    unsigned found = 0, k;
    RETURN_ERROR_IF(size == 0, srcSize_wrong, "");
    length = bytes[0];
    if (length < 128) {
        RETURN_ERROR_IF(length + 1 > size, srcSize_wrong, "");
        if (most > HUF_SYMBOLVALUE_MAX)
            listed = zstdkit_decodeWeights(weights, present, bytes + 1, length, size - 1,
                                           (flags & HUF_flags_bmi2) != 0);
        if (listed)
            found = present->count;
        else
            listed = FSE_decompress_wksp_bmi2(weights, most - 1, bytes + 1, length, ZSTDKIT_WEIGHTS_LOG, memory,
                                              memorySize, (flags & HUF_flags_bmi2) != 0);
        if (FSE_isError(listed))
            return listed;
    } else {
        listed = length - 127;
        length = (listed + 1) / 2;
        RETURN_ERROR_IF(length + 1 > size, srcSize_wrong, "");
        RETURN_ERROR_IF(listed >= most, corruption_detected, "");
        for (n = 0; n < length; n++) {
            weights[2 * n] = bytes[1 + n] >> 4;
            weights[2 * n + 1] = bytes[1 + n] & 15;
        }
    }

    /* Those that weights.h hasn't gathered. */
    for (n = found ? listed : 0; n < listed; n++) {
        U32 const weight = weights[n];
        present->symbols[found] = (BYTE)n;
        found += weight != 0;
        tooLarge |= weight > HUF_TABLELOG_MAX;
    }
    RETURN_ERROR_IF(tooLarge || found == 0, corruption_detected, "");
    ZSTD_memset(ranks, 0, (HUF_TABLELOG_MAX + 1) * sizeof(*ranks));
    for (k = 0; k < found; k++) {
        U32 const weight = weights[present->symbols[k]];
        ranks[weight]++;
        total += ((U32)1 << weight) >> 1;
    }
    ranks[0] = (U32)listed - found;

    *log = ZSTD_highbit32(total) + 1;
    RETURN_ERROR_IF(*log > HUF_TABLELOG_MAX, corruption_detected, "");
    rest = ((U32)1 << *log) - total;
    RETURN_ERROR_IF(rest & (rest - 1), corruption_detected, "");
    last = ZSTD_highbit32(rest) + 1;
    weights[listed] = (BYTE)last;
    ranks[last]++;
    /* The longest codes come in pairs. */
    RETURN_ERROR_IF(ranks[1] < 2 || (ranks[1] & 1), corruption_detected, "");
    present->symbols[found] = (BYTE)listed;
    present->count = found + 1;
    *count = (U32)listed + 1;
    return length + 1;
}

/* The same, for tables of two symbols. */
static size_t zstdkit_readStats(BYTE *weights, size_t most, U32 *ranks, U32 *count, U32 *log, const void *source,
                                size_t size, void *memory, size_t memorySize, int flags)
{
    zstdkit_Present present;
    return zstdkit_readWeights(weights, most, ranks, count, log, &present, source, size, memory, memorySize, flags);
}

/* Makes a table of one symbol, with codes of up to so many bits, or more if the tree has longer ones. */
static size_t zstdkit_readTable(HUF_DTable *table, const void *source, size_t size, void *memory, size_t memorySize,
                                int flags, U32 wanted)
{
    HUF_ReadDTableX1_Workspace *const work = (HUF_ReadDTableX1_Workspace *)memory;
    HUF_DEltX1 *to = (HUF_DEltX1 *)(void *)(table + 1);
    const BYTE *symbol;
    DTableDesc description = HUF_getDTableDesc(table);
    U32 const most = (U32)description.maxTableLog + 1;
    U32 count, log, scale, weight, start = 0;
    zstdkit_Present present;
    size_t length;
    unsigned k;
    RETURN_ERROR_IF(sizeof(*work) > memorySize, tableLog_tooLarge, "");
    length = zstdkit_readWeights(work->huffWeight, HUF_SYMBOLVALUE_MAX + 1, work->rankVal, &count, &log, &present,
                                 source, size, work->statsWksp, sizeof(work->statsWksp), flags);
    if (HUF_isError(length))
        return length;
    RETURN_ERROR_IF(log > most, tableLog_tooLarge, "");
    wanted = MIN(wanted, most);
    scale = log < wanted ? wanted - log : 0;
    description.tableType = 0;
    description.tableLog = (BYTE)(log + scale);
    ZSTD_memcpy(table, &description, sizeof(description));

    for (weight = 1; weight <= log; weight++) {
        work->rankStart[weight] = start;
        start += work->rankVal[weight];
    }
    for (k = 0; k < present.count; k++) {
        BYTE const each = present.symbols[k];
        work->symbols[work->rankStart[work->huffWeight[each]]++] = each;
    }
    symbol = work->symbols;
    for (weight = 1; weight <= log; weight++) {
        const BYTE *const end = symbol + work->rankVal[weight];
        size_t const span = ((size_t)1 << (weight + scale)) >> 1;
        BYTE const bits = (BYTE)(log + 1 - weight);
        for (; symbol < end; symbol++, to += span) {
            U64 const four = HUF_DEltX1_set4(*symbol, bits);
            if (span >= 8) {
                U64 const eight[2] = {four, four};
                size_t n;
                for (n = 0; n < span; n += 8)
                    ZSTD_copy16(to + n, eight);
            } else if (span == 4) {
                MEM_write64(to, four);
            } else if (span == 2) {
                MEM_write32(to, (U32)four);
            } else {
                MEM_write16(to, (U16)four);
            }
        }
    }
    return length;
}

#define HUF_readStats_wksp zstdkit_readStats
/* Four streams are decoded by a fast loop, which wants tables of one size (huf_widen.h). */
#define HUF_readDTableX1_wksp(table, source, size, memory, memorySize, flags) \
    zstdkit_readTable(table, source, size, memory, memorySize, flags, HUF_DECODER_FAST_TABLELOG)

#endif
