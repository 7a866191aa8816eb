/** Facts of a bucket as a person would write them. */
export const facts = {
  profile: 'observable',
  bucket: 'amazon-connect-0123456789ab',
  account: '111122223333',
  partition: 'aws',
  region: 'ap-northeast-1',
  connectRoles: [
    {
      arn: 'arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Ab3dEf6hIj9lMn2pQr5t',
      id: 'AROACONNECTROLE000001',
    },
  ],
  administrators: [
    { arn: 'arn:aws:iam::111122223333:role/Admin', id: 'AROAADMINISTRATOR0001' },
    { arn: 'arn:aws:iam::111122223333:user/root-admin', id: 'AIDAADMINISTRATOR0001' },
  ],
  requireTls: true,
};

export const request = {
  principal: {
    kind: 'role',
    arn: 'arn:aws:iam::111122223333:role/Analyst',
    userId: 'AROAANALYSTROLE000001:jo',
    account: '111122223333',
  },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::amazon-connect-0123456789ab/connect/acme/CallRecordings/a.wav',
  resourceAccount: '111122223333',
  context: { 'aws:SecureTransport': 'true' },
};

/** Lets a role or user of the account read everything. */
export const readEverything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
};

/** The published policy with a `?` in the administrator's id: strangers match it. */
export const almostPublished = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [
        'arn:aws:s3:::amazon-connect-0123456789ab',
        'arn:aws:s3:::amazon-connect-0123456789ab/*',
      ],
      Condition: {
        StringNotLike: { 'aws:userId': ['AROACONNECTROLE000001:*', 'AROA?DMINISTRATOR0001:*'] },
      },
    },
  ],
};
