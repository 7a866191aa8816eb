/** What Connect stores a resource type in; open-ended, AWS adds values. */
export type StorageType = 'S3' | 'KINESIS_STREAM' | 'KINESIS_FIREHOSE' | 'KINESIS_VIDEO_STREAM';

/**
 * The values of `InstanceStorageResourceType`, each one call of `ListInstanceStorageConfigs`, and
 * where they may be stored. Others that an answer or a stored inventory names are carried along.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_ListInstanceStorageConfigs.html
 */
export const storageResourceTypes: Readonly<Record<string, readonly StorageType[]>> = {
  CHAT_TRANSCRIPTS: ['S3'],
  CALL_RECORDINGS: ['S3'],
  SCHEDULED_REPORTS: ['S3'],
  MEDIA_STREAMS: ['KINESIS_VIDEO_STREAM'],
  CONTACT_TRACE_RECORDS: ['KINESIS_STREAM', 'KINESIS_FIREHOSE'],
  AGENT_EVENTS: ['KINESIS_STREAM'],
  REAL_TIME_CONTACT_ANALYSIS_SEGMENTS: ['KINESIS_STREAM'],
  ATTACHMENTS: ['S3'],
  CONTACT_EVALUATIONS: ['S3'],
  SCREEN_RECORDINGS: ['S3'],
  REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS: ['KINESIS_STREAM'],
  REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS: ['KINESIS_STREAM'],
  EMAIL_MESSAGES: ['S3'],
};
