/**
 * Where Amazon Connect has an endpoint, by partition. There is no API that says so.
 * @see https://docs.aws.amazon.com/general/latest/gr/connect_region.html
 */
export const connectRegions: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-west-2',
    'af-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-west-2',
  ],
  'aws-us-gov': ['us-gov-west-1'],
};
