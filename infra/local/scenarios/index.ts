import { contactCenter } from './contact-center.ts';
import type { Scenario } from './scenario.ts';

/** What `connect-guard local --scenario NAME` can serve. */
export const scenarios: readonly Scenario[] = [contactCenter];
