/* Stands in for libzstd's lib/common/zstd_common.c, which undefines ZSTD_isError and with it the
 * prefix of that one name. That file needs to, because it includes the internal header that
 * makes ZSTD_isError a macro of its own; this one doesn't include it. */

#include "zstd.h"
#include "error_private.h"

unsigned ZSTD_versionNumber(void)
{
    return ZSTD_VERSION_NUMBER;
}

const char *ZSTD_versionString(void)
{
    return ZSTD_VERSION_STRING;
}

unsigned ZSTD_isError(size_t result)
{
    return ERR_isError(result);
}

ZSTD_ErrorCode ZSTD_getErrorCode(size_t result)
{
    return ERR_getErrorCode(result);
}

const char *ZSTD_getErrorName(size_t result)
{
    return ERR_getErrorName(result);
}

const char *ZSTD_getErrorString(ZSTD_ErrorCode code)
{
    return ERR_getErrorString(code);
}
