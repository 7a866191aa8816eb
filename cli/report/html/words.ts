import type { Verdict } from '#shared/rules/rule.ts';
import { html, type Markup } from './html.ts';

/** How each verdict is called, wherever the report speaks of it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  NON_COMPLIANT: 'not met',
  INDETERMINATE: 'cannot tell',
  COMPLIANT: 'in order',
  NOT_APPLICABLE: 'does not apply',
};

/** `1 bucket`, `2 buckets`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);

const types: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::KMS::Key': 'key',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::KinesisFirehose::DeliveryStream': 'delivery stream',
  'AWS::Connect::Instance': 'instance',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::::Account': 'account',
};

/** AWS Config's word for a type, in people's. */
export const typeInWords = (type: string): string => types[type] ?? type;

/** `CALL_RECORDINGS` as `Call recordings`. */
export const storedInWords = (resourceType: string): string => {
  const words = resourceType.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const moment = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A time in UTC; what is no time stays what it is. */
export function time(iso: string): Markup {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? html`${iso}`
    : html`<time datetime="${date.toISOString()}">${moment.format(date)} UTC</time>`;
}

/** Text in which `backticks` mark what is typed. */
export const prose = (text: string): readonly Markup[] =>
  text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

/** A link to a page of AWS; anything else is shown and leads nowhere. */
export const source = (address: string): Markup =>
  /^https:\/\/(docs\.)?aws\.amazon\.com\//.test(address)
    ? html`<a href="${address}" rel="noreferrer">${address.replace('https://', '')}</a>`
    : html`${address}`;

/** What may be wider than the window: it moves by itself, by keyboard too. */
export const scrollable = (label: string, content: Markup): Markup =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;
