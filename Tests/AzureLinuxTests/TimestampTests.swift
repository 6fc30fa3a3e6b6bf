import AzureLinux
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    "2019-06-27T14:48:28.0000000Z", "2019-06-27T14:48:28+0000", "2019-06-27T14:48:28Z", "2024-02-29T00:00:00Z",
    "2000-02-29T23:59:60Z", "2024-06-01T10:00:00.123+02:00", "2024-06-01T10:00:00-05", "2024-06-01T10:00:00",
  ])
  func `a possible date and time of ISO 8601 form is a time`(text: String) {
    let isTime = Timestamp.isValid(Array(text.utf8).span)
    #expect(isTime)
  }

  @Test(arguments: [
    "", "2024-13-41T25:61:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z",
    "2024-00-10T00:00:00Z",
    "2024-01-00T00:00:00Z", "2024-06-01T24:00:00Z", "2024-06-01T10:60:00Z", "2024-06-01T10:00:61Z",
    "2024-06-01T10:00:00.Z",
    "2024-06-01T10:00:00ZZ", "2024-06-01T10:00:00+24:00", "2024-06-01T10:00:00+02:60", "2024-06-01T10:00:00+2:00",
    "2024-06-01", "20240601T100000Z", "2024-06-01T10:00Z", "yesterday, about noon.", "2024-06-01T10:00:00\\u0041",
  ])
  func `what is no such date and time is none`(text: String) {
    let isTime = Timestamp.isValid(Array(text.utf8).span)
    #expect(!isTime)
  }
}
