// libcurl's variadic setopt and getinfo, one wrapper for each kind of argument, and which TLS it speaks.
#ifndef LINERELAY_CCURL_H
#define LINERELAY_CCURL_H

#include <curl/curl.h>
#include <openssl/ssl.h>

#pragma clang assume_nonnull begin

static inline CURLcode lr_easy_setopt_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode lr_easy_setopt_string(CURL *easy, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode lr_easy_setopt_pointer(CURL *easy, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*lr_data_callback)(char *_Nonnull data, size_t size, size_t count, void *_Nullable context);

static inline CURLcode lr_easy_setopt_data(CURL *easy, CURLoption option, lr_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode lr_easy_getinfo_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode lr_easy_getinfo_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode lr_easy_getinfo_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode lr_easy_getinfo_pointer(CURL *easy, CURLINFO info, void *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(easy, info, value);
}

/// "TLSv1.3", to be asked for from inside libcurl's callbacks; NULL where there is no TLS, or none of OpenSSL's.
static inline const char *_Nullable lr_tls_version(CURL *easy) {
    struct curl_tlssessioninfo *_Nullable session = NULL;
    CURLcode result = curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session);
    if (result != CURLE_OK || session == NULL || session->backend != CURLSSLBACKEND_OPENSSL) return NULL;
    return session->internals == NULL ? NULL : SSL_get_version(session->internals);
}

typedef int (*lr_socket_callback)(
    CURL *easy, curl_socket_t socket, int what, void *_Nullable context, void *_Nullable socketContext);
typedef int (*lr_timer_callback)(CURLM *multi, long milliseconds, void *_Nullable context);

static inline CURLMcode lr_multi_setopt_socket(CURLM *multi, lr_socket_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode lr_multi_setopt_timer(CURLM *multi, lr_timer_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

static inline CURLMcode lr_multi_setopt_pointer(CURLM *multi, CURLMoption option, void *_Nullable value) {
    return curl_multi_setopt(multi, option, value);
}

/// The result of a finished transfer; a union in C.
static inline CURLcode lr_message_result(const CURLMsg *message) {
    return message->data.result;
}

#pragma clang assume_nonnull end
#endif
