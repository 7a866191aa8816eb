/** Nobody may do this to the resource over a connection that is not encrypted. */
export const denyPlaintext = (action: string, resource: string | readonly string[]) => ({
  Sid: 'DenyPlaintext',
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
