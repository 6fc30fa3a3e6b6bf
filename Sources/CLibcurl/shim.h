#pragma once

#include <curl/curl.h>

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
