import type { Principal } from '../request.ts';
import {
  anyCharacter,
  idCharacter,
  nameCharacter,
  pathCharacter,
  serviceCharacter,
} from './characters.ts';
import type { Shape } from './explore.ts';
import type { IdLengths } from './unique-ids.ts';

/** Keys whose values come from the caller together, and the texts that they can be. */
export interface CallerTexts {
  /** The same for texts that are the same for several callers. */
  readonly name: string;
  /** Anyone's: named principals are left out of them. */
  readonly anyone: boolean;
  readonly keys: readonly string[];
  readonly shapes: readonly Shape[];
  /** Values for `keys` that make good examples. */
  readonly examples: readonly (readonly string[])[];
}

/** A kind of caller: everything it has in common, and what may differ. */
export interface Caller {
  readonly kind: Principal['kind'];
  readonly account?: string;
  readonly partition: string;
  /** Keys with one value, or undefined: never there. */
  readonly fixed: ReadonlyMap<string, string | undefined>;
  readonly texts: readonly CallerTexts[];
  /** One that the facts name: the tests for named principals do not shut it out. */
  readonly named?: true;
}

/** The user that examples are made with. */
export const exampleUser = { name: 'jane', id: 'AIDAEXAMPLEJANE000001' } as const;

const TYPES = {
  role: 'AssumedRole',
  user: 'User',
  root: 'Account',
  federated: 'FederatedUser',
} as const;

function inAccount(
  kind: keyof typeof TYPES,
  partition: string,
  account: string,
  texts: readonly CallerTexts[],
  fixed: Readonly<Record<string, string | undefined>> = {},
): Caller {
  const common = {
    'aws:principaltype': TYPES[kind],
    'aws:principalaccount': account,
    'kms:calleraccount': account,
    'aws:principalisawsservice': 'false',
    'aws:principalservicename': undefined,
    ...(kind === 'user' ? {} : { 'aws:username': undefined }),
  };
  return {
    kind,
    account,
    partition,
    fixed: new Map(Object.entries({ ...common, ...fixed })),
    texts,
  };
}

/** `role/…` and `user/…`: a name, or a path and a name. The name goes into the second text too. */
function named(prefix: string, isUser: boolean): readonly Shape[] {
  const both = isUser ? [0, 1] : [0];
  const name = { feeds: both, of: nameCharacter, least: 1 };
  return [
    [{ feeds: [0], text: prefix }, name],
    [
      { feeds: [0], text: prefix },
      { feeds: [0], of: pathCharacter, least: 1 },
      { feeds: [0], text: '/' },
      name,
    ],
  ];
}

export function role(partition: string, account: string, lengths: IdLengths): Caller {
  const prefix = `arn:${partition}:iam::${account}:role/`;
  return inAccount('role', partition, account, [
    {
      name: prefix,
      anyone: true,
      keys: ['aws:principalarn'],
      shapes: named(prefix, false),
      examples: [[`${prefix}analyst`], [`${prefix}data-science`]],
    },
    {
      name: 'AROA',
      anyone: true,
      keys: ['aws:userid'],
      shapes: [
        [
          { feeds: [0], text: 'AROA' },
          { feeds: [0], of: idCharacter, least: 1, lengths },
          { feeds: [0], text: ':' },
          { feeds: [0], of: anyCharacter, least: 1 },
        ],
      ],
      examples: [['AROAEXAMPLEANALYST001:session']],
    },
  ]);
}

export function user(partition: string, account: string, lengths: IdLengths): Caller {
  const prefix = `arn:${partition}:iam::${account}:user/`;
  return inAccount('user', partition, account, [
    {
      name: prefix,
      anyone: true,
      keys: ['aws:principalarn', 'aws:username'],
      shapes: named(prefix, true),
      examples: [[`${prefix}${exampleUser.name}`, exampleUser.name]],
    },
    {
      name: 'AIDA',
      anyone: true,
      keys: ['aws:userid'],
      shapes: [
        [
          { feeds: [0], text: 'AIDA' },
          { feeds: [0], of: idCharacter, least: 1, lengths },
        ],
      ],
      examples: [[exampleUser.id]],
    },
  ]);
}

export const root = (partition: string, account: string): Caller =>
  inAccount('root', partition, account, [], {
    'aws:userid': account,
    'aws:principalarn': `arn:${partition}:iam::${account}:root`,
  });

/** A session of `GetFederationToken`. */
export function federated(partition: string, account: string): Caller {
  const arn = `arn:${partition}:sts::${account}:federated-user/`;
  return inAccount('federated', partition, account, [
    {
      name: arn,
      anyone: true,
      keys: ['aws:userid', 'aws:principalarn'],
      shapes: [
        [
          { feeds: [0], text: `${account}:` },
          { feeds: [1], text: arn },
          { feeds: [0, 1], of: anyCharacter, least: 1 },
        ],
      ],
      examples: [[`${account}:guest`, `${arn}guest`]],
    },
  ]);
}

const nobody = {
  'aws:principalarn': undefined,
  'aws:username': undefined,
  'kms:calleraccount': undefined,
};

export const anonymous = (partition: string): Caller => ({
  kind: 'anonymous',
  partition,
  fixed: new Map<string, string | undefined>(
    Object.entries({
      ...nobody,
      'aws:userid': 'anonymous',
      'aws:principaltype': 'Anonymous',
      'aws:principalaccount': 'anonymous',
      'aws:principalisawsservice': undefined,
      'aws:principalservicename': undefined,
    }),
  ),
  texts: [],
});

export const service = (partition: string, examples: readonly string[]): Caller => ({
  kind: 'service',
  partition,
  fixed: new Map<string, string | undefined>(
    Object.entries({
      ...nobody,
      'aws:userid': undefined,
      'aws:principaltype': undefined,
      'aws:principalaccount': undefined,
      'aws:principalisawsservice': 'true',
    }),
  ),
  texts: [
    {
      name: 'service',
      anyone: true,
      keys: ['aws:principalservicename'],
      shapes: [[{ feeds: [0], of: serviceCharacter, least: 1 }]],
      examples: examples.map((name) => [name]),
    },
  ],
});

/** A principal that the facts name, in any of its sessions. */
export function principalNamed(
  partition: string,
  account: string,
  { arn, id }: { readonly arn: string; readonly id?: string },
  lengths: IdLengths,
): Caller {
  const isUser = arn.includes(':user/');
  const stranger = isUser ? user(partition, account, lengths) : role(partition, account, lengths);
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const session = { feeds: [0], of: anyCharacter, least: 1 };
  const own = { name: `${id}`, anyone: false, keys: ['aws:userid'] };
  const ids: CallerTexts = isUser
    ? { ...own, shapes: [[{ feeds: [0], text: id ?? '' }]], examples: [] }
    : {
        ...own,
        shapes: [[{ feeds: [0], text: `${id}:` }, session]],
        examples: [[`${id}:session`]],
      };
  const fixed = new Map(stranger.fixed).set('aws:principalarn', arn);
  if (isUser) fixed.set('aws:username', name);
  const texts = id === undefined ? stranger.texts.slice(1) : [ids];
  return { ...stranger, fixed, texts, named: true };
}
