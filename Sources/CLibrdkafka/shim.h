#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/// Pushes one error with its delay onto a mock broker's stack; the function it calls is variadic, which Swift cannot call,
/// and 2.0.2 has no form of it that takes an array.
static inline rd_kafka_resp_err_t kafka_mock_push_request_error(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t request, rd_kafka_resp_err_t error,
    int delay_milliseconds) {
  return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, request, 1, error, delay_milliseconds);
}
