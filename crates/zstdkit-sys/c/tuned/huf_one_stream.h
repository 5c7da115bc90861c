/* Literals in a single stream. It is short, and its table as small as its codes allow, until four streams repeat it
 * (huf_widen.h). What isn't decoded to the very end of the stream's bits is left to libzstd, for its verdict. From here
 * on in libzstd's file. */

#ifndef ZSTDKIT_HUF_ONE_STREAM_H
#define ZSTDKIT_HUF_ONE_STREAM_H

#include "downwards.h"

/* Decodes a stream by a table of one symbol; 0 for what libzstd shall decode. Of a stream that ends early, zeros are
 * decoded, and that is seen at the end: nothing but the room is written, and any bits have an entry. */
FORCE_INLINE_TEMPLATE int zstdkit_decodeStream_body(BYTE *to, size_t room, const BYTE *stream, size_t size,
                                                    const HUF_DTable *table)
{
    const HUF_DEltX1 *const entries = (const HUF_DEltX1 *)(const void *)(table + 1);
    /* A code has 12 bits at most, and one at least: a word that is filled up has four. */
    unsigned const rest = 64 - HUF_getDTableDesc(table).tableLog;
    BYTE *const end = to + room;
    zstdkit_Downwards r;
    if (size < 8 || stream[size - 1] == 0 || room == 0)
        return 0;
    r = zstdkit_fromMark(stream, size);
#define ZSTDKIT_TAKE \
    { \
        HUF_DEltX1 const entry = entries[r.bits >> rest]; \
        r.bits <<= entry.nbBits; \
        r.count -= entry.nbBits; \
        *to++ = entry.byte; \
    }
    while (end - to >= 4) {
        zstdkit_fill(&r, stream);
        ZSTDKIT_TAKE
        ZSTDKIT_TAKE
        ZSTDKIT_TAKE
        ZSTDKIT_TAKE
    }
    zstdkit_fill(&r, stream);
    while (to < end)
        ZSTDKIT_TAKE
#undef ZSTDKIT_TAKE
    return zstdkit_left(&r) == 0;
}

static int zstdkit_decodeStream_default(BYTE *to, size_t room, const BYTE *stream, size_t size, const HUF_DTable *table)
{
    return zstdkit_decodeStream_body(to, room, stream, size, table);
}

#if DYNAMIC_BMI2
static BMI2_TARGET_ATTRIBUTE int zstdkit_decodeStream_bmi2(BYTE *to, size_t room, const BYTE *stream, size_t size,
                                                           const HUF_DTable *table)
{
    return zstdkit_decodeStream_body(to, room, stream, size, table);
}
#endif

static size_t zstdkit_decodeStream(void *to, size_t room, const void *source, size_t size, const HUF_DTable *table,
                                   int flags)
{
    int done;
#if DYNAMIC_BMI2
    if (flags & HUF_flags_bmi2)
        done = zstdkit_decodeStream_bmi2((BYTE *)to, room, (const BYTE *)source, size, table);
    else
#endif
        done = zstdkit_decodeStream_default((BYTE *)to, room, (const BYTE *)source, size, table);
    return done ? room : HUF_decompress1X1_usingDTable_internal(to, room, source, size, table, flags);
}

#define HUF_decompress1X1_usingDTable_internal zstdkit_decodeStream

#undef HUF_readDTableX1_wksp
#define HUF_readDTableX1_wksp(table, source, size, memory, memorySize, flags) \
    zstdkit_readTable(table, source, size, memory, memorySize, flags, 0)

#endif
