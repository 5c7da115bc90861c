/* The weights of a Huffman tree, decoded (RFC 8878, section 4.2.1.2): by a table of 64 states at most, of which two
 * take turns. The symbols that have a weight are gathered meanwhile, without a branch. What can't be told to be right
 * is left to libzstd, for its verdict. */

#ifndef ZSTDKIT_WEIGHTS_H
#define ZSTDKIT_WEIGHTS_H

#include "downwards.h"
#include "states.h"

#define ZSTDKIT_WEIGHTS_LOG 6

/* The largest weight that libzstd has working memory for with the largest table: more is its own to refuse or not. */
#define ZSTDKIT_WEIGHT (HUF_TABLELOG_MAX - 1)

/* The last weight follows from the others, which are so many at most. */
#define ZSTDKIT_LISTED HUF_SYMBOLVALUE_MAX

/* The symbols that have a weight, in their order. */
typedef struct {
    unsigned count;
    BYTE symbols[HUF_SYMBOLVALUE_MAX + 1];
} zstdkit_Present;

/* Decodes a list of weights, for which there is room for ZSTDKIT_LISTED + 1. Of the bytes that can be read, the first
 * `size` are the list. Returns how many there are, or 0 for what libzstd shall decode. */
FORCE_INLINE_TEMPLATE size_t zstdkit_decodeWeights_body(BYTE *weights, zstdkit_Present *present, const BYTE *source,
                                                        size_t size, size_t readable)
{
    /* Lowest is 63 less the bits that a state takes, which is how far what comes next is shifted. */
    zstdkit_Layout const layout = {16, 0, 63};
    U64 states[1 << ZSTDKIT_WEIGHTS_LOG];
    U64 alike[ZSTDKIT_WEIGHT + 1];
    U16 counts[ZSTDKIT_WEIGHT + 1];
    unsigned last, log, symbol, spare, found = 0;
    size_t header, one, two, listed = 0;
    zstdkit_Downwards r;
    if (size == 0)
        return 0;
    header = zstdkit_readCounts(counts, ZSTDKIT_WEIGHT, ZSTDKIT_WEIGHTS_LOG, &last, &log, source, size, readable);
    if (header == 0 || size - header < 8 || source[size - 1] == 0)
        return 0;
    source += header;
    size -= header;
    for (symbol = 0; symbol <= last; symbol++)
        alike[symbol] = (U64)symbol << 8;
    zstdkit_makeStates(states, layout, counts, last, log, alike);

    /* Of more than 56 bits, these are 12 at most. */
    r = zstdkit_fromMark(source, size);
    one = (size_t)(r.bits >> (64 - log));
    r.bits <<= log;
    two = (size_t)(r.bits >> (64 - log));
    r.bits <<= log;
    r.count -= 2 * log;
#define ZSTDKIT_TAKE(state) \
    { \
        U32 const entry = (U32)states[state]; \
        BYTE const weight = (BYTE)(entry >> 8); \
        weights[listed] = weight; \
        present->symbols[found] = (BYTE)listed; \
        found += weight != 0; \
        listed++; \
        state = (size_t)((entry >> 16) + ((r.bits >> 1) >> (entry & 63))); \
        r.bits <<= ~entry & 63; \
        r.count -= ~entry & 63; \
    }
    while (zstdkit_left(&r) >= 8 * ZSTDKIT_WEIGHTS_LOG && listed + 8 < ZSTDKIT_LISTED) {
        zstdkit_fill(&r, source);
        ZSTDKIT_TAKE(one)
        ZSTDKIT_TAKE(two)
        ZSTDKIT_TAKE(one)
        ZSTDKIT_TAKE(two)
        ZSTDKIT_TAKE(one)
        ZSTDKIT_TAKE(two)
        ZSTDKIT_TAKE(one)
        ZSTDKIT_TAKE(two)
    }
    if (zstdkit_left(&r) >= 8 * ZSTDKIT_WEIGHTS_LOG)
        return 0;
    /* All bits that are left come into the word, and so many zeros, nine at least. The weight whose state takes one of
     * those is followed by the other state's, and that is the last. */
    zstdkit_fill(&r, source);
    spare = r.count - (unsigned)zstdkit_left(&r);
    for (;;) {
        if (listed + 2 > ZSTDKIT_LISTED)
            return 0;
        ZSTDKIT_TAKE(one)
        if (r.count < spare) {
            ZSTDKIT_TAKE(two)
            break;
        }
        if (listed + 2 > ZSTDKIT_LISTED)
            return 0;
        ZSTDKIT_TAKE(two)
        if (r.count < spare) {
            ZSTDKIT_TAKE(one)
            break;
        }
    }
#undef ZSTDKIT_TAKE
    present->count = found;
    return listed;
}

static size_t zstdkit_decodeWeights_default(BYTE *weights, zstdkit_Present *present, const BYTE *source, size_t size,
                                            size_t readable)
{
    return zstdkit_decodeWeights_body(weights, present, source, size, readable);
}

#if DYNAMIC_BMI2
static BMI2_TARGET_ATTRIBUTE size_t zstdkit_decodeWeights_bmi2(BYTE *weights, zstdkit_Present *present,
                                                               const BYTE *source, size_t size, size_t readable)
{
    return zstdkit_decodeWeights_body(weights, present, source, size, readable);
}
#endif

static size_t zstdkit_decodeWeights(BYTE *weights, zstdkit_Present *present, const BYTE *source, size_t size,
                                    size_t readable, int bmi2)
{
#if DYNAMIC_BMI2
    if (bmi2)
        return zstdkit_decodeWeights_bmi2(weights, present, source, size, readable);
#endif
    (void)bmi2;
    return zstdkit_decodeWeights_default(weights, present, source, size, readable);
}

#endif
