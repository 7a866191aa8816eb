const nist = (...controls: readonly string[]): readonly string[] =>
  controls.map((control) => `NIST.800-53.r5 ${control}`);

/**
 * The controls of NIST SP 800-53 R5 that a rule serves, by its id, spelled as Security Hub spells
 * them: access enforcement (AC-3, AC-6), information flow (AC-4), audit (AU-2, AU-12), recovery
 * (CP-9), boundary (SC-7), keys (SC-12, SC-13) and information at rest (SC-28).
 * @see https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
 */
export const relatedRequirements: Readonly<Record<string, readonly string[]>> = {
  'administrator-isolated': nist('AC-3', 'AC-6'),
  'bucket-access-logged': nist('AU-2', 'AU-12'),
  'bucket-cors-limited-to-instance': nist('AC-4', 'SC-7'),
  'bucket-encrypted-with-customer-key': nist('SC-12', 'SC-13', 'SC-28'),
  'bucket-ownership-enforced': nist('AC-3', 'AC-6'),
  'bucket-policy-least-privilege': nist('AC-3', 'AC-4', 'AC-6', 'SC-8'),
  'bucket-public-access-blocked': nist('AC-3', 'AC-4', 'AC-6', 'AC-21', 'SC-7'),
  'bucket-versioned': nist('CP-9', 'SI-12'),
  'delivery-stream-can-decrypt-and-deliver': nist('AC-6', 'SC-12'),
  'delivery-stream-encrypted': nist('SC-13', 'SC-28'),
  'instance-flow-logs-enabled': nist('AU-2', 'AU-12'),
  'instance-storage-encrypted': nist('SC-13', 'SC-28'),
  'instance-storage-owned': nist('AC-4', 'SC-7'),
  'key-policy-least-privilege': nist('AC-3', 'AC-6', 'SC-12'),
  'key-rotated': nist('SC-12'),
  'key-usable-by-connect': nist('AC-6', 'SC-12'),
  'settings-valid': nist('CM-3', 'CM-6'),
  'stream-encrypted': nist('SC-13', 'SC-28'),
  'stream-key-usable-by-connect': nist('AC-6', 'SC-12'),
};
