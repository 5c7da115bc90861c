/* Which symbols occur, as a set of bits. Of the 256 symbols that a block's literals may have, a short one has a few
 * dozen: whoever goes through those alone doesn't wait, for each of the others, for the same counter in memory. */

#ifndef ZSTDKIT_HUF_PRESENT_H
#define ZSTDKIT_HUF_PRESENT_H

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define ZSTDKIT_WORDS ((HUF_SYMBOLVALUE_MAX + 1) / 64)

/* Runs `what` for each symbol of a set, from the lowest to the highest, by the name of `symbol`. */
#define ZSTDKIT_FOR_PRESENT(set, symbol, what)                                                     \
    do {                                                                                           \
        U32 word_;                                                                                 \
        for (word_ = 0; word_ < ZSTDKIT_WORDS; word_++) {                                          \
            U64 left_;                                                                             \
            for (left_ = (set)[word_]; left_; left_ &= left_ - 1) {                                \
                U32 const symbol = word_ * 64 + ZSTD_countTrailingZeros64(left_);                  \
                what;                                                                              \
            }                                                                                      \
        }                                                                                          \
    } while (0)

/* The symbols whose count isn't 0. */
static void zstdkit_present(const unsigned count[], U32 symbols, U64 set[ZSTDKIT_WORDS])
{
    U32 n = 0;
    ZSTD_memset(set, 0, ZSTDKIT_WORDS * sizeof(set[0]));
#if defined(__SSE2__)
    for (; n + 16 <= symbols; n += 16) {
        __m128i const zero = _mm_setzero_si128();
        __m128i const *const four = (__m128i const *)(const void *)(count + n);
        __m128i const low = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(four), zero),
                                            _mm_cmpeq_epi32(_mm_loadu_si128(four + 1), zero));
        __m128i const high = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(four + 2), zero),
                                             _mm_cmpeq_epi32(_mm_loadu_si128(four + 3), zero));
        U64 const absent = (U64)(U32)_mm_movemask_epi8(_mm_packs_epi16(low, high));
        set[n / 64] |= (absent ^ 0xFFFF) << (n % 64);
    }
#endif
    for (; n < symbols; n++)
        set[n / 64] |= (U64)(count[n] != 0) << (n % 64);
}

#endif
