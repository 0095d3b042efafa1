// SHA-256 and HMAC, as OpenSSL offers them.
#ifndef LINERELAY_CCRYPTO_H
#define LINERELAY_CCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

static inline const EVP_MD *lr_sha256(void) {
    return EVP_sha256();
}

#endif
