/* From here on, the window is in two pieces, and the next function is made anew for each length of match. */

#undef zstdkit_older
#undef zstdkit_newer
#define zstdkit_older dictBase
#define zstdkit_newer prefixStartIndex

INLINE_KEYWORD FORCE_INLINE_ATTR
