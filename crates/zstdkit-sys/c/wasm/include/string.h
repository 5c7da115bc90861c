/* Bytes moved and compared: functions that every Rust target has. */

#ifndef ZSTDKIT_STRING_H
#define ZSTDKIT_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *at, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);

#endif
