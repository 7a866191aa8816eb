/** The buckets that Amazon Connect stores in. */
export const buckets = {
  /** Of acme-support alone, everything right. */
  support: 'acme-connect-support',
  /** Of acme-sales alone, with no policy at all. */
  sales: 'acme-connect-sales',
  /** Of acme-sales and of acme-legacy, with a statement of the customer's own. */
  archive: 'acme-connect-archive',
  /** Of acme-clinic, locked by hand with the published policy. */
  clinic: 'acme-connect-clinic',
} as const;

/** Buckets that Connect has nothing to do with. */
export const otherBuckets = { lake: 'acme-data-lake', trail: 'acme-cloudtrail-logs' } as const;
