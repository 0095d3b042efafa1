// SHA-256 and HMAC, as OpenSSL offers them.
#ifndef LINERELAY_CCRYPTO_H
#define LINERELAY_CCRYPTO_H

// SHA256_Init and its kin are called deprecated in favour of EVP, which costs ten times as much for one
// short text: each call looks the algorithm up again.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#endif
