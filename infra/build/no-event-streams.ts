/**
 * Stands in for `@smithy/core/event-streams` in the Lambda bundles: the clients of S3, Lambda and
 * Kinesis prepare for operations that answer in a stream of events, and no function calls one.
 */
export const eventStreamSerdeProvider = (): object => ({});

export const resolveEventStreamSerdeConfig = <T>(configuration: T): T => configuration;
