/* From here on, the searches of the binary tree fetch both children of a node while the node itself is compared:
 * which of them comes next is as good as random, and the tree is larger than a core's caches.
 *
 * A node is where its search takes the shorter of two lengths in common. Nothing else tells the place. */

#undef MIN
#define MIN(a, b) (zstdkit_at_##a < (b) ? (a) : (b))
#define zstdkit_at_commonLengthSmaller \
    (zstdkit_fetchChildren(bt, btMask, nextPtr), commonLengthSmaller)
/* Whatever else has a lesser there. */
#define zstdkit_at_192 192
#define zstdkit_at_cParams cParams
