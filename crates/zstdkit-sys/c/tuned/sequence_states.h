/* Tables that decode the symbols of sequences, made by states.h. */

#ifndef ZSTDKIT_SEQUENCE_STATES_H
#define ZSTDKIT_SEQUENCE_STATES_H

#include "states.h"

/* Reads a table that has so many symbols and bits at most. Returns how many bytes its description takes, or 0 for what
 * libzstd shall read; then nothing is written. */
FORCE_INLINE_TEMPLATE size_t zstdkit_readStates_body(ZSTD_seqSymbol *table, unsigned most, unsigned logMost,
                                                     const BYTE *source, size_t size, const U32 *base, const U8 *extra)
{
    /* As ZSTD_seqSymbol has its fields, the lowest first. */
    zstdkit_Layout const layout = {0, 24, 0};
    ZSTD_seqSymbol_header header;
    U16 counts[MaxSeq + 1];
    U64 alike[MaxSeq + 1];
    unsigned last, log, symbol;
    size_t const length = zstdkit_readCounts(counts, most, logMost, &last, &log, source, size, size);
    ZSTD_STATIC_ASSERT(sizeof(ZSTD_seqSymbol) == sizeof(U64) && MaxSeq < ZSTDKIT_SYMBOLS);
    if (length == 0)
        return 0;
    header.tableLog = log;
    header.fastMode = 1;
    for (symbol = 0; symbol <= last; symbol++) {
        if (counts[symbol] >= (U32)1 << (log - 1))
            header.fastMode = 0;
        alike[symbol] = (U64)base[symbol] << 32 | (U32)extra[symbol] << 16;
    }
    ZSTD_memcpy(table, &header, sizeof(header));
    zstdkit_makeStates(table + 1, layout, counts, last, log, alike);
    return length;
}

static size_t zstdkit_readStates_default(ZSTD_seqSymbol *table, unsigned most, unsigned logMost, const BYTE *source,
                                         size_t size, const U32 *base, const U8 *extra)
{
    return zstdkit_readStates_body(table, most, logMost, source, size, base, extra);
}

#if DYNAMIC_BMI2
static BMI2_TARGET_ATTRIBUTE size_t zstdkit_readStates_bmi2(ZSTD_seqSymbol *table, unsigned most, unsigned logMost,
                                                            const BYTE *source, size_t size, const U32 *base,
                                                            const U8 *extra)
{
    return zstdkit_readStates_body(table, most, logMost, source, size, base, extra);
}
#endif

static size_t zstdkit_readStates(ZSTD_seqSymbol *table, unsigned most, unsigned logMost, const void *source,
                                 size_t size, const U32 *base, const U8 *extra, int bmi2)
{
    /* Elsewhere fields aren't in an entry's order. An empty source has no first byte. */
    if (!MEM_isLittleEndian() || size == 0)
        return 0;
#if DYNAMIC_BMI2
    if (bmi2)
        return zstdkit_readStates_bmi2(table, most, logMost, (const BYTE *)source, size, base, extra);
#endif
    (void)bmi2;
    return zstdkit_readStates_default(table, most, logMost, (const BYTE *)source, size, base, extra);
}

#endif
