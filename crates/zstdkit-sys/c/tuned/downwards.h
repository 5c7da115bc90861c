/* Bits of a stream that is read from its end down to its beginning, of eight bytes or more. What comes next is on top
 * of a word. Where the word is filled up from is known from the last time, so that no memory is waited for. Below the
 * stream's beginning bits are zero; how many are left tells whether such were read. */

#ifndef ZSTDKIT_DOWNWARDS_H
#define ZSTDKIT_DOWNWARDS_H

typedef struct {
    U64 bits;
    unsigned count; /* how many of them are counted, less than 64 */
    ptrdiff_t at;   /* of the eight bytes below those, from the stream's beginning */
} zstdkit_Downwards;

/* Begins at the mark, which is the highest bit of the last byte, which isn't zero. */
FORCE_INLINE_TEMPLATE zstdkit_Downwards zstdkit_fromMark(const BYTE *stream, size_t size)
{
    zstdkit_Downwards r;
    unsigned const mark = 8 - ZSTD_highbit32(stream[size - 1]);
    r.bits = MEM_readLE64(stream + size - 8) << mark;
    r.count = 64 - mark;
    r.at = (ptrdiff_t)size - 16;
    return r;
}

/* Fills up to 56 bits or more. */
FORCE_INLINE_TEMPLATE void zstdkit_fill(zstdkit_Downwards *r, const BYTE *stream)
{
    U64 below = 0;
    if (LIKELY(r->at >= 0))
        below = MEM_readLE64(stream + r->at);
    else if (r->at > -8)
        below = MEM_readLE64(stream) << (-8 * r->at);
    r->bits |= below >> r->count;
    r->at -= (63 - r->count) >> 3;
    r->count |= 56;
}

/* How many bits are left; less than none, if more were read. */
FORCE_INLINE_TEMPLATE ptrdiff_t zstdkit_left(const zstdkit_Downwards *r)
{
    return (ptrdiff_t)r->count + 8 * (r->at + 8);
}

#endif
