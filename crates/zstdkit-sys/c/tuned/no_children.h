/* From here on, the lesser of two is what it is in libzstd: the end of what children.h begins. */

#undef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
