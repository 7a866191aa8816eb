import { instancesOf } from '#shared/connect/resource-use.ts';
import { staleAfter, storedInventory } from '#shared/usecases/read-inventory.ts';
import { unreadableParts } from '#shared/usecases/refresh-report.ts';
import { stateOf } from '../account/state.ts';
import { type Examination, ok, trouble } from './diagnosis.ts';

const hour = 60 * 60 * 1000;
/** How old the inventory is, and what is missing in it. */
export const inventory: Examination = {
  subject: 'inventory',
  async examine(account) {
    const stored = await storedInventory(stateOf(account), account.deployment);
    const log = 'See the log group /aws/lambda/connect-storage-guard-follow-changes.';
    if (typeof stored === 'string') return [trouble(`There is no inventory: ${stored}.`, log)];
    const age = Date.now() - Date.parse(stored.takenAt);
    if (age > staleAfter) {
      return [trouble(`The inventory is ${Math.floor(age / hour)} hours old.`, log)];
    }
    const missing = unreadableParts(stored);
    const instances = instancesOf(stored).length;
    if (missing.length === 0) {
      return [ok(`The inventory of ${stored.takenAt} has ${instances} instances, all of it read.`)];
    }
    const calls = [...new Set(missing.map(({ action, code }) => `${action} ${code}`))].join(', ');
    const finding = `${missing.length} parts of the inventory could not be read: ${calls}.`;
    return [trouble(finding, 'Let the role FollowChanges read them, or see why it may not.')];
  },
};
