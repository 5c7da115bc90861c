/* Memory and sorting. The build script gives these names the prefix, and src/shim.rs has the functions. */

#ifndef ZSTDKIT_STDLIB_H
#define ZSTDKIT_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *memory);
void qsort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
