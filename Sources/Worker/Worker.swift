// The room is named; its first type comes with the next commits.
