/* The training of dictionaries looks at a clock, to print its progress now and then: here it prints
 * nothing, and time stands still. */

#ifndef ZSTDKIT_TIME_H
#define ZSTDKIT_TIME_H

typedef long clock_t;

#define CLOCKS_PER_SEC ((clock_t)1000000)

static inline clock_t clock(void)
{
    return 0;
}

#endif
