/* What the parsers of levels 1 to 4 have in common (fast_parser.h, double_parser.h): positions are indexes, the words
 * of a position serve all that is asked of it, and the sizes of tables are constants. Where all that is looked at is
 * near the core, what counts is how many instructions a position takes. The sequences are the same. */

#ifndef ZSTDKIT_BY_INDEXES_H
#define ZSTDKIT_BY_INDEXES_H

#include "zstd_compress_internal.h"

/* Blocks that are shorter aren't worth a thought of how they end. */
#define ZSTDKIT_SHORTEST_BLOCK 32
/* The length that still fits into a sequence's field: of a larger block, one may not, which is noted beside. */
#define ZSTDKIT_SMALL_BLOCK 0xFFFF

#define ZSTDKIT_WORD(index) MEM_read64(base + (index))

/* Whether what a table has is in the window, and has the same four bytes as a word. Of what is from before the window,
 * nothing is read: the window's first index is, which takes no branch. */
#define ZSTDKIT_MATCHES(index, word) \
    (MEM_read32(base + ((index) < lowest ? lowest : (index))) == (U32)(word) && (index) >= lowest)

/* How far back a match may begin that is found at a position. */
MEM_STATIC size_t zstdkit_reach(const ZSTD_MatchState_t *ms, size_t at)
{
    return at - ZSTD_getLowestPrefixIndex(ms, (U32)at, ms->cParams.windowLog);
}

/* Whether a block can be parsed so: the offset that matches are likeliest to repeat is one that they may have. */
MEM_STATIC int zstdkit_isParsedByIndexes(const ZSTD_MatchState_t *ms, U32 recent, const BYTE *start, size_t size)
{
    size_t const at = (size_t)(start - ms->window.base);
    U32 const lowest = ZSTD_getLowestPrefixIndex(ms, (U32)(at + size), ms->cParams.windowLog);
    return MEM_64bits() && MEM_isLittleEndian() && size >= ZSTDKIT_SHORTEST_BLOCK && recent > 0
        && recent <= zstdkit_reach(ms, at + (at == lowest));
}

/* Appends a sequence, and the literals before it. Both buffers have room for as many as a block may have, and literals
 * for 16 bytes more. */
#define ZSTDKIT_STORE(offBase_)                                                                                   \
    do {                                                                                                          \
        size_t const count_ = at - anchor;                                                                        \
        if (LIKELY(at + 16 <= end)) {                                                                             \
            size_t n_;                                                                                            \
            ZSTD_copy16(literals, base + anchor);                                                                 \
            for (n_ = 16; n_ < count_; n_ += 16)                                                                  \
                ZSTD_copy16(literals + n_, base + anchor + n_);                                                   \
        } else {                                                                                                  \
            ZSTD_memcpy(literals, base + anchor, count_);                                                         \
        }                                                                                                         \
        literals += count_;                                                                                       \
        if (!small && UNLIKELY((count_ | (length - MINMATCH)) > ZSTDKIT_SMALL_BLOCK)) {                           \
            store->longLengthType = count_ > ZSTDKIT_SMALL_BLOCK ? ZSTD_llt_literalLength : ZSTD_llt_matchLength; \
            store->longLengthPos = (U32)(sequence - store->sequencesStart);                                       \
        }                                                                                                         \
        sequence->offBase = (U32)(offBase_);                                                                      \
        sequence->litLength = (U16)count_;                                                                        \
        sequence->mlBase = (U16)(length - MINMATCH);                                                              \
        sequence++;                                                                                               \
    } while (0)

/* Where a match has ended, appends those that repeat the offset before its own, as long as there are any, and notes
 * each in the tables. */
#define ZSTDKIT_REPEAT(note)                                                                  \
    while (second && at <= last && MEM_read32(base + at) == MEM_read32(base + at - second)) { \
        size_t const swapped_ = second;                                                       \
        length = ZSTD_count(base + at + 4, base + at + 4 - second, base + end) + 4;           \
        second = first;                                                                       \
        first = swapped_;                                                                     \
        note;                                                                                 \
        ZSTDKIT_STORE(REPCODE1_TO_OFFBASE);                                                   \
        at += length;                                                                         \
        anchor = at;                                                                          \
    }

/* Leaves what a block came to, and returns how many literals are left. */
#define ZSTDKIT_END()                                 \
    do {                                              \
        store->sequences = sequence;                  \
        store->lit = literals;                        \
        recent[0] = (U32)first;                       \
        recent[1] = second ? (U32)second : recent[1]; \
        return end - anchor;                          \
    } while (0)

#endif
