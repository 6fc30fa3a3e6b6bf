#pragma once

#include <curl/curl.h>
#include <fcntl.h>
#include <spawn.h>

// Swift cannot call variadic functions; each of these sets options of one type (curl_easy_setopt(3)).

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*curl_body_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode curl_set_body_function(CURL *handle, curl_body_function function) {
  return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, function);
}

// curl_easy_getinfo(3)

static inline long curl_response_code(CURL *handle) {
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

// The members of CURLMsg's union.
static inline CURLcode curl_message_result(const CURLMsg *message) { return message->data.result; }

// Swift calls no variadic functions, and every option of libcurl is set by one.

/// Readies libcurl for use by several threads; only the first call does anything (curl_global_init(3)).
static inline int oauth_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

/// Posts a form and hands the answer to `write`; returns libcurl's code.
///
/// Redirects are not followed, so that secrets reach nobody but the URL's host. A URL of this machine (`is_local`) may be http, and
/// then no proxy is asked, which would get the secrets unencrypted. `ca` may be NULL. `error` holds CURL_ERROR_SIZE bytes.
static inline int oauth_post(
    const char *url, int is_local, const char *form, size_t form_length, const char *ca, long timeout_milliseconds,
    size_t (*write)(char *, size_t, size_t, void *), void *context, long *status, char *error) {
  CURL *handle = curl_easy_init();
  if (!handle) return CURLE_FAILED_INIT;
  struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
  int code = CURLE_OK;
#define OAUTH_SET(option, value) if (code == CURLE_OK) code = curl_easy_setopt(handle, option, value)
  OAUTH_SET(CURLOPT_ERRORBUFFER, error);
  // Without it a timeout of the resolver would raise a signal in a program with threads.
  OAUTH_SET(CURLOPT_NOSIGNAL, 1L);
  OAUTH_SET(CURLOPT_URL, url);
  OAUTH_SET(CURLOPT_PROTOCOLS_STR, is_local ? "https,http" : "https");
  OAUTH_SET(CURLOPT_DEFAULT_PROTOCOL, "https");
  if (is_local) OAUTH_SET(CURLOPT_PROXY, "");
  OAUTH_SET(CURLOPT_FOLLOWLOCATION, 0L);
  OAUTH_SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  OAUTH_SET(CURLOPT_CONNECTTIMEOUT_MS, timeout_milliseconds);
  OAUTH_SET(CURLOPT_TIMEOUT_MS, timeout_milliseconds);
  OAUTH_SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form_length);
  OAUTH_SET(CURLOPT_POSTFIELDS, form);
  OAUTH_SET(CURLOPT_HTTPHEADER, headers);
  OAUTH_SET(CURLOPT_USERAGENT, "azure-linux-ecs");
  OAUTH_SET(CURLOPT_WRITEFUNCTION, write);
  OAUTH_SET(CURLOPT_WRITEDATA, context);
  if (ca) OAUTH_SET(CURLOPT_CAINFO, ca);
#undef OAUTH_SET
  if (code == CURLE_OK) code = curl_easy_perform(handle);
  if (code == CURLE_OK) code = curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(handle);
  return code;
}

/// libcurl's words for a code.
static inline const char *oauth_error_text(int code) { return curl_easy_strerror((CURLcode)code); }

/// A pipe whose ends no program inherits (pipe2(2), which <unistd.h> hides from Swift).
static inline int oauth_pipe(int ends[2]) {
  extern int pipe2(int ends[2], int flags);
  return pipe2(ends, O_CLOEXEC);
}

/// Closes every descriptor from `first` on in a program that is started (glibc's <spawn.h> hides it from Swift).
static inline int oauth_close_from(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
