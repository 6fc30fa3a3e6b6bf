import Foundation
import Testing

@testable import StatusServer

@Suite struct `The table of metrics` {
  @Test func `names are Prometheus names of their kind`() throws {
    var seen: Set<String> = []
    for metric in MetricTable.all {
      #expect(seen.insert(metric.name).inserted, "\(metric.name) is there twice")
      #expect(try /[a-z][a-z0-9_]*/.wholeMatch(in: metric.name) != nil, "\(metric.name)")
      #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
      #expect(metric.help.hasSuffix("."), "\(metric.name)")
      #expect(!metric.labels.contains("le"))
    }
  }

  /// Names and labels are a promise to dashboards and alerts: what stands here may be added to and not be changed.
  @Test func `the contract holds`() {
    let contract = """
      azure_linux_ecs_messages_total
      azure_linux_ecs_received_bytes_total
      azure_linux_ecs_batches_total
      azure_linux_ecs_empty_batches_total
      azure_linux_ecs_records_total
      azure_linux_ecs_events_total
      azure_linux_ecs_dead_letters_total reason
      azure_linux_ecs_dead_letters_by_program_total reason program
      azure_linux_ecs_events_with_dead_letter_total
      azure_linux_ecs_skipped_total
      azure_linux_ecs_gaps_total program
      azure_linux_ecs_matched_total
      azure_linux_ecs_other_programs_total
      azure_linux_ecs_without_time_total
      azure_linux_ecs_lone_surrogates_total
      azure_linux_ecs_repaired_total repair
      azure_linux_ecs_repeated_total
      azure_linux_ecs_acknowledged_outputs_total
      azure_linux_ecs_written_bytes_total
      azure_linux_ecs_done_messages_total
      azure_linux_ecs_in_flight_outputs
      azure_linux_ecs_in_flight_bytes
      azure_linux_ecs_open_messages
      azure_linux_ecs_oldest_unacknowledged_age_seconds
      azure_linux_ecs_produce_latency_seconds
      azure_linux_ecs_end_to_end_latency_seconds
      azure_linux_ecs_back_pressure_seconds_total
      azure_linux_ecs_suspensions_total
      azure_linux_ecs_reading_suspended
      azure_linux_ecs_stalled
      azure_linux_ecs_stalls_total
      azure_linux_ecs_commits_total
      azure_linux_ecs_failed_commits_total
      azure_linux_ecs_last_commit_age_seconds
      azure_linux_ecs_rewinds_total
      azure_linux_ecs_stale_reports_total
      azure_linux_ecs_group_member
      azure_linux_ecs_assigned_partitions
      azure_linux_ecs_rebalances_total
      azure_linux_ecs_lag topic partition
      azure_linux_ecs_committed_offset topic partition
      azure_linux_ecs_end_offset topic partition
      azure_linux_ecs_messages_not_ours_total
      azure_linux_ecs_offset_jumps_total
      azure_linux_ecs_kafka_fetch_queue_messages topic partition
      azure_linux_ecs_kafka_fetch_queue_bytes topic partition
      azure_linux_ecs_kafka_producer_queue_messages
      azure_linux_ecs_kafka_producer_queue_bytes
      azure_linux_ecs_kafka_broker_up client broker
      azure_linux_ecs_kafka_round_trip_seconds client broker statistic
      azure_linux_ecs_kafka_throttle_seconds client broker
      azure_linux_ecs_kafka_send_errors_total client broker
      azure_linux_ecs_kafka_receive_errors_total client broker
      azure_linux_ecs_kafka_timeouts_total client broker
      azure_linux_ecs_kafka_disconnects_total client broker
      azure_linux_ecs_ready
      azure_linux_ecs_last_poll_age_seconds
      azure_linux_ecs_round_age_seconds
      azure_linux_ecs_build_info version librdkafka
      process_cpu_seconds_total
      process_resident_memory_bytes
      process_start_time_seconds
      """
    let table = Set(MetricTable.all.map { ([$0.name] + $0.labels).joined(separator: " ") })
    for line in contract.split(separator: "\n") { #expect(table.contains(String(line)), "\(line)") }
  }

  @Test func `each sample has a value for each label`() {
    for metric in MetricTable.all {
      for sample in metric.samples(.working) { #expect(sample.labels.count == metric.labels.count, "\(metric.name)") }
    }
  }
}
