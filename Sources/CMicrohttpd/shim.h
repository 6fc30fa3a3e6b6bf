#pragma once
#include <microhttpd.h>
#include <sys/socket.h>

// Swift calls no variadic functions, and libmicrohttpd's closed enumerations reach it without names for some constants.

static const enum MHD_Result status_no = MHD_NO;

static inline int status_is_start(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_STARTED;
}

/// Starts a daemon that polls only inside `MHD_run_wait`, so that everything happens on the caller's thread.
///
/// Without `MHD_USE_ERROR_LOG` a flood of bad requests writes nothing. `timeout_seconds` is of silence, not in all.
static inline struct MHD_Daemon *status_start_daemon(
    const struct sockaddr *address, int is_ipv6, unsigned int connection_limit, size_t connection_memory,
    unsigned int timeout_seconds, MHD_AccessHandlerCallback handler, MHD_NotifyConnectionCallback notify,
    void *context) {
  unsigned int flags = MHD_USE_EPOLL | (is_ipv6 ? MHD_USE_IPv6 : 0);
  return MHD_start_daemon(
      flags, 0, NULL, NULL, handler, context,
      MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_NOTIFY_CONNECTION, notify, context,
      MHD_OPTION_CONNECTION_LIMIT, connection_limit,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
      MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
      MHD_OPTION_END);
}

/// The port that the daemon listens on; 0 if it cannot tell.
static inline uint16_t status_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

/// The socket of a connection; -1 if it has none.
static inline int status_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// Serves what there is to serve, waiting at most this long for it.
static inline void status_serve(struct MHD_Daemon *daemon, int32_t wait_milliseconds) {
  (void)MHD_run_wait(daemon, wait_milliseconds);
}

/// What a request says of the host that it is for; NULL if nothing.
static inline const char *status_host(struct MHD_Connection *connection) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
}

/// Answers a request; the bytes are copied. Every answer ends its connection.
static inline enum MHD_Result status_answer(
    struct MHD_Connection *connection, unsigned int status, const void *bytes, size_t count,
    const char *content_type, const char *policy, const char *allow) {
  struct MHD_Response *response = MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", content_type);
  MHD_add_response_header(response, "Cache-Control", "no-store");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Content-Security-Policy", policy);
  MHD_add_response_header(response, "Connection", "close");
  if (allow) MHD_add_response_header(response, "Allow", allow);
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}
