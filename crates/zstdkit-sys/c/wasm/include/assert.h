/* What libzstd asserts is checked in its own debug builds alone. */

#undef assert
#define assert(condition) ((void)0)
