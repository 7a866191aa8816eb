import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html } from '#cli/report/html/html.ts';
import { changes } from '#cli/report/html/policy-diff.ts';
import { laidOut, readable } from '#cli/report/html/policy-text.ts';
import { renderHtml } from '#cli/report/html/render.ts';
import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { sample } from './sample.ts';

const [place] = sample.places;
if (!place) throw new Error('no place in the sample');

const reportOf = (...changed: readonly Partial<AuditedPlace>[]): AuditReport => ({
  ...sample,
  places: changed.map((each) => ({ ...place, ...each })),
});

describe('markup', () => {
  const entities = /&(amp|lt|gt|quot|#39);/g;
  const characters = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  const text = (markup: string): string =>
    markup.replace(entities, (_, name: keyof typeof characters) => characters[name]);

  it('holds any text between tags and in an attribute, and nothing but that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const whole = html`<p title="${value}">${value}</p>`.toString();
        const [, attribute = '', content = ''] =
          /^<p title="([^<>"']*)">([^<>"']*)<\/p>$/s.exec(whole) ?? [];
        expect(attribute).toBe(content);
        const spelt = text(content).replace(/⟨U\+([0-9A-F]+)⟩/g, (_, code: string) =>
          String.fromCodePoint(Number.parseInt(code, 16)),
        );
        expect(spelt).toBe(value);
        expect(content).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
      }),
    );
  });

  it('leaves out what is not there, and takes markup and lists as they are', () => {
    const items = [html`<i>1</i>`, 2, '<3>'];
    expect(html`<b>${false}${undefined}${null}${0}${items}</b>`.toString()).toBe(
      '<b>0<i>1</i>2&lt;3&gt;</b>',
    );
  });
});

describe('a policy', () => {
  it('is laid out without a change of what it says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(laidOut(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is shown as it is when it cannot be read as statements', () => {
    for (const text of ['', '{', '[]', '{"Statement":1}', '{"Statement":[],"Statement":[]}']) {
      expect(readable(text)).toEqual({ text });
    }
  });

  const sids = fc.constantFrom(undefined, 'A', 'B', 'C');
  const statement = fc
    .record({ sid: sids, text: fc.constantFrom('1', '2', '3', '4') })
    .map(({ sid, text }) => ({ ...(sid && { sid }), text: `${sid} ${text}` }));
  const policies = fc.tuple(fc.array(statement), fc.array(statement));

  it('is compared so that every statement of both stands there once', () => {
    fc.assert(
      fc.property(policies, ([live, planned]) => {
        const all = changes(live, planned);
        const before = all.flatMap((each) => each.live ?? []);
        expect(before.map(({ index }) => index)).toEqual(live.map((_, index) => index));
        const after = all.flatMap((each) => each.planned ?? []);
        expect(after.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
          planned.map((_, index) => index),
        );
      }),
    );
  });

  it('is compared so that what is kept is the same, and what has changed has kept its Sid', () => {
    fc.assert(
      fc.property(policies, ([live, planned]) => {
        for (const { kind, live: before, planned: after } of changes(live, planned)) {
          if (kind === 'kept') expect(before.text).toBe(after.text);
          if (kind === 'changed') {
            expect(before.sid).toBe(after.sid);
            expect(before.text).not.toBe(after.text);
          }
        }
      }),
    );
  });

  it('that stays is compared as kept', () => {
    fc.assert(
      fc.property(fc.array(statement), (live) => {
        expect(changes(live, live).filter(({ kind }) => kind !== 'kept')).toEqual([]);
      }),
    );
  });
});

describe('the answer in one line', () => {
  const headline = (report: AuditReport): string => {
    const [, markup = ''] = /<h1>(.*?)<\/h1>/s.exec(renderHtml(report)) ?? [];
    return markup.replace(/<[^>]*>/g, '');
  };
  const [policyFinding] = place.findings;
  if (!policyFinding) throw new Error('no finding in the sample');
  const judged = (...all: readonly Partial<AuditFinding>[]): Partial<AuditedPlace> => ({
    findings: all.map((each, index) => ({
      ...policyFinding,
      resourceId: String(index),
      details: [],
      ...each,
    })),
  });
  const fine = { verdict: 'COMPLIANT' } as const;
  const wrong = { verdict: 'NON_COMPLIANT' } as const;
  const unclear = { verdict: 'INDETERMINATE' } as const;
  const detail = place.findings.flatMap(({ details = [] }) => details)[0];

  it.each([
    [
      [wrong, wrong, fine],
      '2 of 3 buckets are open to others than Connect and its administrators.',
    ],
    [[wrong], '1 of 1 bucket is open to others than Connect and its administrators.'],
    [[fine, fine], 'All 2 buckets are closed to others than Connect and its administrators.'],
    [[fine], 'The one bucket is closed to others than Connect and its administrators.'],
    [
      [fine, unclear],
      'No bucket was found open, but of 1 of 2 buckets it could not be determined.',
    ],
    [[unclear, unclear], 'Who reaches any of 2 buckets could not be determined.'],
    [[{ verdict: 'NOT_APPLICABLE' } as const], 'Amazon Connect stores in no bucket here.'],
    [[], 'Amazon Connect stores in no bucket here.'],
  ])('%j', (findings, expected) => {
    expect(headline(reportOf(judged(...findings)))).toBe(expected);
  });

  it('does not call open what shuts out somebody who is needed', () => {
    if (!detail) throw new Error('no witness in the sample');
    const report = reportOf(judged({ ...wrong, details: [{ ...detail, question: 'lockout' }] }));
    expect(headline(report)).not.toContain('open');
    expect(renderHtml(report)).toContain('1 policy lets nobody in, but shuts out somebody');
  });

  it('never calls closed what could not be looked at', () => {
    const unseen = { failed: 'no credentials', instances: [], findings: [], resources: [] };
    expect(headline(reportOf(unseen))).toBe(
      'Nothing could be determined: 1 place could not be looked at.',
    );
    const half = reportOf(judged(fine, fine), { ...unseen, region: 'us-east-1' });
    expect(headline(half)).toMatch(/^All 2 buckets that could be looked at are closed/);
    expect(renderHtml(half)).toContain('1 place could not be looked at.');
    expect(renderHtml(half)).toContain('no credentials');
  });
});

describe('the page', () => {
  const anchors = (text: string) =>
    [...text.matchAll(/id="(finding-[^"-]+)"/g)].map(([, id]) => id);

  it('has a place for every finding, and the same one in the next report', () => {
    const first = anchors(renderHtml(sample));
    expect(first).toHaveLength(place.findings.length);
    const later = { ...place, findings: place.findings.toReversed() };
    expect(new Set(anchors(renderHtml(reportOf(later))))).toEqual(new Set(first));
  });

  it('tells places apart when there are several', () => {
    const text = renderHtml(reportOf({}, { account: '444455556666', region: 'us-west-2' }));
    expect(anchors(text)).toHaveLength(2 * place.findings.length);
    expect(text).toContain('444455556666, us-west-2');
  });

  it('marks the statement that let a request through', () => {
    const marked = renderHtml(sample).match(
      /statement live [^"]* decisive"><p class="tag">([^<]*)/g,
    );
    expect(marked?.map((each) => each.replace(/.*>/, '').trim())).toEqual([
      '1 AcmeRequiresTls',
      '1 ConnectStorageGuardDenyUnlisted',
    ]);
  });

  it('says of which instances somebody is the administrator', () => {
    expect(renderHtml(sample)).toContain('<p class="of">role of acme-support, acme-sales</p>');
  });

  it('says that administrators are unknown while nobody has named them', () => {
    expect(renderHtml(reportOf({ settings: 'none' }))).toContain('Nobody has named administrators');
    expect(renderHtml(reportOf({ settings: { unreadable: 'AccessDenied' } }))).toContain(
      'The settings could not be read',
    );
  });

  it('makes a link of an AWS page only', () => {
    const [finding] = place.findings;
    if (!finding) throw new Error('no finding in the sample');
    const sources = ['http://docs.aws.amazon.com/x', 'https://docs.aws.amazon.com.example.com/'];
    const text = renderHtml(
      reportOf({ findings: [{ ...finding, verdict: 'NON_COMPLIANT', sources }] }),
    );
    expect(text).not.toContain('href="http');
    for (const each of sources) expect(text).toContain(each);
  });
});
